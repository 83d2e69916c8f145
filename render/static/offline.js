/*
 * Stores the calculator in the browser, so that it works without a network after the first visit. Other pages are
 * stored when they are visited. If the server answers, its answer is always used, whether or not it could be stored.
 * Nothing else is ever requested.
 */
"use strict";

const { name, files } = "KEPT";
const PREFIX = `tiaowen ${registration.scope} `;
const STORE = PREFIX + name;
const NAMED_BY_CONTENT = /\/static\/[^/]*\.[0-9a-f]{8}\.\w+$/;

/** The key of a stored answer: its address without the query, because every query has the same page. */
const keyOf = (url) => url.split(/[?#]/)[0];
const isOfCalculator = (url) => files.includes(keyOf(url).slice(registration.scope.length));

/** Stores an answer if there is room and the server allows it. A failure to store changes nothing else. */
async function keep(url, found) {
  try {
    if (found.status === 200) await (await caches.open(STORE)).put(keyOf(url), found);
  } catch {
    // The answer was shown already; only the next visit without a network lacks it.
  }
}

async function lookUp(url) {
  try {
    return await (await caches.open(STORE)).match(keyOf(url), { ignoreVary: true });
  } catch {
    return undefined;
  }
}

/**
 * Whether the name of a file contains the hash of its content. Such a file never changes, and the server may have
 * removed it, so the stored copy is used first.
 */
const isNamed = ({ url }) => NAMED_BY_CONTENT.test(keyOf(url));

/** Asks the server and bypasses the browser's own cache, which may be older. */
async function ask(request) {
  if (isNamed(request)) return (await lookUp(request.url)) ?? fetch(request);
  return request.headers.has("range") ? fetch(request) : fetch(request, { cache: "reload" });
}

/** Loads all files of the calculator that are not stored yet, all from one build. */
async function bring() {
  await Promise.all(files.map(async (file) => {
    const url = new URL(file, registration.scope).href;
    if (await lookUp(url)) return;
    const found = await ask(new Request(url));
    if (!found.ok) throw new Error(url);
    await keep(url, found);
  }));
}

/** Deletes the files of earlier builds, which also makes room for files of this build that could not be stored. */
async function renew() {
  for (const key of await caches.keys()) if (key.startsWith(PREFIX) && key !== STORE) await caches.delete(key);
  await bring().catch(() => {});
}

async function answer(request, event) {
  let found;
  try {
    found = await ask(request);
  } catch (problem) {
    const kept = await lookUp(request.url);
    if (kept) return kept;
    throw problem;
  }
  // The calculator's files are stored all together or not at all, so that a page never uses the rules of another build.
  if (!isOfCalculator(request.url)) {
    const kept = keep(request.url, found.clone());
    event?.waitUntil(kept);
  }
  return found;
}

addEventListener("install", (event) => event.waitUntil(bring().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(renew().catch(() => {}).then(() => clients.claim())));
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request, event));
});
