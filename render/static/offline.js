/*
 * Keeps the calculator in the browser, so that it works without a network after the first visit; other pages are kept
 * as they are seen. What can be had from the server is always taken from there, and nothing else is ever asked for.
 * What the server answered is shown whether or not it could be kept.
 */
"use strict";

const { name, files } = "KEPT";
const PREFIX = `tiaowen ${registration.scope} `;
const STORE = PREFIX + name;
const NAMED_BY_CONTENT = /\/static\/[^/]*\.[0-9a-f]{8}\.\w+$/;

/** Where an answer is kept: under its address without a query, as every query has the same page. */
const keyOf = (url) => url.split(/[?#]/)[0];
const isOfCalculator = (url) => files.includes(keyOf(url).slice(registration.scope.length));

/** Keeps an answer where there is room and the server allows it; whether it could, changes nothing else. */
async function keep(url, found) {
  try {
    if (found.status === 200) await (await caches.open(STORE)).put(keyOf(url), found);
  } catch {
    // The answer was shown; only the next visit without a network goes without it.
  }
}

async function lookUp(url) {
  try {
    return await (await caches.open(STORE)).match(keyOf(url), { ignoreVary: true });
  } catch {
    return undefined;
  }
}

/** What is named by its content has no other, and may be gone from the server: it is taken from wherever it is. */
const isNamed = ({ url }) => NAMED_BY_CONTENT.test(keyOf(url));

/** Asks the server, and not the browser's own cache, which may be older. */
async function ask(request) {
  if (isNamed(request)) return (await lookUp(request.url)) ?? fetch(request);
  return request.headers.has("range") ? fetch(request) : fetch(request, { cache: "reload" });
}

/** Brings everything the calculator works with that is not kept yet, all of one build. */
async function bring() {
  await Promise.all(files.map(async (file) => {
    const url = new URL(file, registration.scope).href;
    if (await lookUp(url)) return;
    const found = await ask(new Request(url));
    if (!found.ok) throw new Error(url);
    await keep(url, found);
  }));
}

/** Drops what earlier builds kept, which also makes room for what this one could not keep yet. */
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
  // The files of the calculator are kept together or not at all, so that no page meets the rules of another build.
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
