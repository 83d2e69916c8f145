"use strict";
// A page to try the service: for each path of openapi.json an entry with a field for each parameter, the request body
// and the response.
const at = (id) => document.getElementById(id);
const make = (name, values, ...children) => {
  const made = Object.assign(document.createElement(name), values);
  made.append(...children);
  return made;
};
let operations = [];

function show() {
  const { method, operation } = operations[at("operation").value];
  at("parameters").replaceChildren(...operation.parameters.map((one) => {
    const options = one.schema.enum?.map((value) => make("option", { value }, value));
    const field = options ? make("select", {}, make("option", { value: "" }, ""), ...options) : make("input", {});
    field.id = field.name = `parameter-${one.name}`;
    field.required = Boolean(one.required);
    return make("div", {}, make("label", { htmlFor: field.id }, one.name), make("small", {}, one.description), field);
  }));
  at("asked").hidden = method !== "post";
  const example = Object.values(operation.requestBody?.content ?? {})[0]?.example ?? "";
  at("body").value = typeof example === "string" ? example : JSON.stringify(example, null, 2);
}

async function send(event) {
  event.preventDefault();
  const { path, method, operation } = operations[at("operation").value];
  const query = new URLSearchParams();
  let address = path;
  for (const one of operation.parameters) {
    const value = at(`parameter-${one.name}`).value;
    if (one.in === "path") address = address.replace(`{${one.name}}`, encodeURIComponent(value));
    else if (value) query.set(one.name, value);
  }
  if (query.size) address += `?${query}`;
  const kind = Object.keys(operation.requestBody?.content ?? {})[0];
  const asked = method === "post" ? { method: "POST", headers: { "Content-Type": kind }, body: at("body").value } : {};
  at("status").textContent = "……";
  try {
    const answer = await fetch(address, asked);
    const text = await answer.text();
    at("status").textContent = `${method.toUpperCase()} ${address}: ${answer.status}`;
    try {
      at("answer").textContent = JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      at("answer").textContent = text;
    }
  } catch (problem) {
    at("status").textContent = `服务没有回答。 No answer. ${problem}`;
  }
}

async function begin() {
  const { paths } = await (await fetch("/openapi.json")).json();
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
  at("operation").append(...operations.map(({ path, method, operation }, value) =>
    make("option", { value }, `${method.toUpperCase()} ${path} ${operation.summary}`)));
  at("operation").addEventListener("change", show);
  at("form").addEventListener("submit", send);
  show();
}
begin();
