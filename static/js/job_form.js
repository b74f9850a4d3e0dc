/* The form for a new labeling job: what a person does while an answer is on its way.

   For another task type, another workforce or another row of a list the server draws the settings anew, as they were
   when the request left. What was typed, ticked or opened since then is carried over to the controls that come instead;
   a button of a list that was pressed meanwhile is pressed once the new one stands. */

const form = document.getElementById("job-form");
const SETTINGS = "job-settings";

const on = (type, listener, capture) => document.addEventListener(type, listener, capture);
const checkable = (control) => /^(radio|checkbox)$/.test(control.type);
const content = (control) => (checkable(control) ? control.checked : control.value);
const namesakes = (name) => [...form.elements].filter((control) => control.name === name);

/* ---- A control's place: of the same name, the same number in the order of the page */

function place(control) {
  const radio = control.type === "radio" ? control.value : undefined;
  return { control, name: control.name, radio, at: namesakes(control.name).indexOf(control) };
}

function successor({ name, radio, at }, removed) {
  const found = namesakes(name);
  if (radio !== undefined) return found.find((control) => control.value === radio);
  if (!removed?.names.includes(name) || at < removed.at) return found[at];
  return at === removed.at ? undefined : found[at - 1];
}

/* ---- What leaves, what happens until the answer, what is carried over */

const left = new WeakMap(); /* by XMLHttpRequest: the form as it was sent */
const since = new WeakMap(); /* by XMLHttpRequest: what differs when the answer is there */
let underWay; /* the request for new settings, until they stand */
let swapping; /* that request, once its answer is being shown */
let later = []; /* places of buttons that were pressed meanwhile */

function removedRow(button) {
  const row = button.name?.endsWith("-remove") && button.closest(".list-rows__row");
  if (!row) return undefined;
  return { at: Number(button.value), names: [...row.querySelectorAll("[name]")].map((control) => control.name) };
}

on("htmx:beforeRequest", ({ detail: { xhr, elt, target } }) => {
  const contents = new Map([...form.elements].map((control) => [control, content(control)]));
  left.set(xhr, { contents, focused: document.activeElement, removed: removedRow(elt) });
  if (target.id === SETTINGS) underWay = xhr;
});

on("htmx:afterRequest", ({ detail: { xhr } }) => { if (xhr === underWay && xhr !== swapping) underWay = undefined; });

on("htmx:beforeSwap", ({ detail: { xhr, shouldSwap } }) => {
  const { contents, focused, removed } = left.get(xhr) ?? {};
  if (xhr === underWay && shouldSwap) swapping = xhr;
  if (!contents) return;
  const active = document.activeElement;
  since.set(xhr, {
    removed,
    changed: [...contents].filter(([control, then]) => control.name && control.isConnected && content(control) !== then).map(([control]) => place(control)),
    opened: [...form.querySelectorAll("details[open]")],
    moved: active !== focused,
    active: active.form === form && active.name ? { ...place(active), caret: [active.selectionStart, active.selectionEnd] } : undefined,
  });
});

on("htmx:afterSwap", ({ detail: { xhr } }) => {
  const state = since.get(xhr);
  since.delete(xhr); /* the event comes once for each element of the answer */
  if (!state) return;
  for (const was of state.changed) if (!was.control.isConnected) carry(was.control, successor(was, state.removed));
  for (const details of state.opened) if (!details.isConnected) reopen(details);
  settleFocus(state, xhr === swapping);
  later = later.map((was) => successor(was, state.removed)).filter(Boolean).map(place);
});

/* New settings may ask for the focus, which nobody loses who has taken it elsewhere since. It is given at once: the
   browser and htmx would give it a moment later each, and take it from a person who has gone on by then. */
function settleFocus({ moved, active, removed }, settings) {
  const asking = settings && form.querySelector("[autofocus]");
  if (asking) asking.removeAttribute("autofocus");
  if (asking && !moved) asking.focus();
  else if (active && !active.control.isConnected) refocus(active, removed);
}

function carry(old, control) {
  if (!control) return;
  if (checkable(control)) control.checked = old.checked;
  else if (control.tagName !== "SELECT" || [...control.options].some((option) => option.value === old.value)) control.value = old.value;
}

function reopen(details) {
  const title = details.querySelector("summary").textContent;
  for (const other of form.querySelectorAll("details")) if (other.querySelector("summary").textContent === title) other.open = true;
}

function refocus(was, removed) {
  const control = successor(was, removed);
  control?.focus({ preventScroll: true });
  if (was.caret[0] !== null) control?.setSelectionRange?.(...was.caret);
}

/* ---- Buttons of lists: each press counts, also of one that is about to be replaced */

on("click", (event) => {
  const button = event.target.closest(".list-rows button");
  if (!button || !underWay) return;
  event.preventDefault();
  event.stopPropagation();
  later.push(place(button));
}, true);

on("htmx:afterSettle", ({ detail: { xhr } }) => {
  if (xhr !== underWay) return;
  underWay = undefined;
  later.splice(0, 1).forEach((was) => successor(was)?.click());
});
