/*
 * Keeps the calculator in the browser, so that it works without a network after the first visit; other pages are kept
 * as they are seen. What can be had from the server is always taken from there, and nothing else is ever asked for.
 */
"use strict";

const { name, files } = "KEPT";
const PREFIX = `tiaowen ${registration.scope} `;
const STORE = PREFIX + name;

async function renew() {
  for (const key of await caches.keys()) if (key.startsWith(PREFIX) && key !== STORE) await caches.delete(key);
  await clients.claim();
}

async function answer(request) {
  const store = await caches.open(STORE);
  try {
    const found = await fetch(request);
    if (found.ok) await store.put(request, found.clone());
    return found;
  } catch (problem) {
    const kept = await store.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw problem;
  }
}

addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.addAll(files)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(renew()));
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(registration.scope)) event.respondWith(answer(event.request));
});
