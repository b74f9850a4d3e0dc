/* What pages do beyond links and forms. Every page works without this file. One listener per kind of event stands
   on the document, so swapped content needs no set-up. The markup asks for behaviour by these attributes:

   button[aria-haspopup=menu][aria-controls=ID]  menu button; ID is ul[role=menu][hidden] with [role=menuitem]
   details[data-disclosure]      closes on Esc and on a click outside of it
   a[data-dialog]                its href is fetched into #dialog and opened as a modal; the link works alone, too
   dialog [data-close]           closes its dialog
   [data-copy=TEXT], [data-copy-from=ID]   copy the text, or what is in the element or field ID
   [data-dismiss]                removes its .flash
   form[data-theme-form]         changes the theme without loading the page again
   button[data-once=WORDS]       submits once; shows WORDS while the answer is on its way
   form[data-guard]              asks before leaving with changes; data-guard=dirty when it came back from the server changed
   [role=tablist] > [role=tab][aria-controls=ID]   tabs in a page, arrow keys included
   [data-use-attribute=NAME]     types NAME as the label attribute name of the form
   [data-fill=ID][data-value=TEXT]   types TEXT into the field ID, on a line of its own if it has several, and closes its dialog
   textarea[data-first=N][data-line=M]   has the numbers of its lines, from N on, in the element before it; begins at line M
   [data-most=N][data-over=WORDS]   with hx-post: shows WORDS in its target while its textarea has over N characters
   .field__msg[data-invalid]     sets aria-invalid of the control whose id is the message's without "-msg"
   [aria-disabled=true]          is not clicked

   Actions on the chosen row of a table:
   [data-actions-for=REGION]     holds the controls; the row is the tr of the checked radio button in #REGION
   data-allow="Completed Failed" on a control: enabled while the row's data-status is one of these words
   data-href-from=stop           on a link: its href is the row's data-stop; disabled while that is empty
   aria-describedby=stop-reason  on a control, or #stop-reason inside of it: is given the row's data-stop-reason, and
                                 has its first text while no row is chosen; a reason already shown is not shown twice
   tr [data-row]                 its data-* are moved to its row, so that a poll can change a row by one element */
"use strict";
(() => {
  const on = (type, listener, capture) => document.addEventListener(type, listener, capture);
  const byId = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const disabled = (element) => element.getAttribute("aria-disabled") === "true";

  function announce(text) {
    const live = byId("live");
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  }

  /* ---- Menus */

  const menuOf = (button) => byId(button.getAttribute("aria-controls"));
  const itemsOf = (menu) => all("[role=menuitem]", menu);
  const openMenuButton = () => document.querySelector("[aria-haspopup=menu][aria-expanded=true]");

  function openMenu(button, index) {
    closeMenu();
    button.setAttribute("aria-expanded", "true");
    menuOf(button).hidden = false;
    itemsOf(menuOf(button)).at(index).focus();
  }

  function closeMenu(refocus) {
    const button = openMenuButton();
    if (!button) return;
    button.setAttribute("aria-expanded", "false");
    menuOf(button).hidden = true;
    if (refocus) button.focus();
  }

  function keyInMenu(event, menu) {
    const items = itemsOf(menu);
    const at = items.indexOf(document.activeElement);
    const go = (index) => { event.preventDefault(); items.at(index % items.length)?.focus(); };
    if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(at - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(-1);
    else if (event.key === " ") { event.preventDefault(); document.activeElement.click(); }
    else if (event.key === "Tab") closeMenu();
    else if (/^\S$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const starts = (item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
      [...items.slice(at + 1), ...items.slice(0, at + 1)].find(starts)?.focus();
    }
  }

  /* ---- Tabs */

  function chooseTab(tab) {
    for (const other of all("[role=tab]", tab.closest("[role=tablist]"))) {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
      byId(other.getAttribute("aria-controls")).hidden = other !== tab;
    }
    tab.focus();
  }

  function keyInTabs(event, tab) {
    const tabs = all("[role=tab]", tab.closest("[role=tablist]"));
    const to = { ArrowRight: tabs.indexOf(tab) + 1, ArrowLeft: tabs.indexOf(tab) - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    chooseTab(tabs.at(to % tabs.length));
  }

  /* ---- Actions on the chosen row */

  const key = (id) => id.replace(/-(.)/g, (_, letter) => letter.toUpperCase()); /* stop-reason -> stopReason */

  function judge(control, row) {
    const { allow, hrefFrom } = control.dataset;
    const allowed = row && (!allow || allow.split(" ").includes(row.dataset.status)) && (!hrefFrom || row.dataset[key(hrefFrom)]);
    control.setAttribute("aria-disabled", String(!allowed));
    if (!hrefFrom) return;
    if (allowed) control.href = row.dataset[key(hrefFrom)];
    else control.removeAttribute("href");
    if (!control.matches("[role=menuitem]")) { /* without an href it must still be reached and called a link */
      control.setAttribute("role", "link");
      control.tabIndex = 0;
    }
  }

  function giveReasons(group, row) {
    const said = new Set();
    for (const reason of all("[id$=-reason]", group)) {
      reason.dataset.none ??= reason.textContent;
      const text = row ? row.dataset[key(reason.id)] ?? "" : reason.dataset.none;
      if (reason.textContent !== text) reason.textContent = text;
      if (reason.closest("[role=menu]")) continue;
      reason.hidden = said.has(text);
      said.add(text);
    }
  }

  function refreshActions() {
    for (const group of all("[data-actions-for]")) {
      const region = byId(group.dataset.actionsFor);
      for (const bits of all("tr [data-row]", region ?? group)) Object.assign(bits.closest("tr").dataset, bits.dataset);
      const row = region?.querySelector("tr input[type=radio]:checked")?.closest("tr");
      for (const control of all("[data-allow], [data-href-from]", group)) judge(control, row);
      giveReasons(group, row);
    }
  }

  function chooseRow(event) {
    const radio = event.target.closest("tbody tr")?.querySelector(".select input[type=radio]");
    if (!radio || event.target.closest("a, button, input, label, summary") || String(getSelection())) return;
    radio.click();
    radio.focus({ preventScroll: true });
  }

  /* ---- Copy, dismiss, theme */

  async function copy(button) {
    const source = byId(button.dataset.copyFrom);
    try {
      await navigator.clipboard.writeText(button.dataset.copy ?? source.value ?? source.textContent);
    } catch {
      return announce("The browser did not allow copying.");
    }
    announce("Copied");
    button.dataset.copied = "";
    setTimeout(() => delete button.dataset.copied, 2000);
  }

  function dismiss(flash) {
    const next = flash.nextElementSibling ?? flash.previousElementSibling;
    flash.remove();
    (next?.querySelector("[data-dismiss]") ?? byId("main")).focus();
  }

  async function changeTheme(form) {
    const order = ["auto", "light", "dark"];
    const button = form.querySelector("[name=theme]");
    const theme = button.value;
    const body = new URLSearchParams(new FormData(form));
    body.set("theme", theme);
    document.documentElement.dataset.theme = theme;
    button.value = order[(order.indexOf(theme) + 1) % 3];
    button.title = `Theme: ${theme[0].toUpperCase()}${theme.slice(1)}`;
    button.setAttribute("aria-label", button.title);
    announce(button.title);
    await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => form.submit());
  }

  /* ---- Forms */

  let leaving = false; /* a form is on its way, so nothing is lost */
  const typed = (form) => new URLSearchParams(new FormData(form)).toString();
  const atFirst = new Map(all("form[data-guard]").map((form) => [form, form.dataset.guard === "dirty" ? null : typed(form)]));

  function askBeforeLeaving(event) {
    if (!leaving && [...atFirst].some(([form, first]) => form.isConnected && typed(form) !== first)) event.preventDefault();
  }

  function submitOnce(event) {
    const button = event.submitter;
    if (event.defaultPrevented || button?.formTarget) return; /* htmx sends it, or a frame shows the answer */
    leaving = true;
    if (!button || !("once" in button.dataset)) return;
    button.dataset.words ??= button.textContent;
    button.textContent = button.dataset.once;
    button.setAttribute("aria-busy", "true");
    button.setAttribute("aria-disabled", "true"); /* the next click is ignored, Enter in a field too */
  }

  function readyAgain() { /* the page came back out of the browser's memory */
    leaving = false;
    for (const button of all("[data-once][aria-busy=true]")) {
      button.textContent = button.dataset.words;
      button.removeAttribute("aria-busy");
      button.removeAttribute("aria-disabled");
    }
  }

  function useAttribute(name) {
    const box = byId("specify_label_attribute_name");
    if (box && !box.checked) box.click();
    fill({ dataset: { fill: "label_attribute_name", value: name } });
  }

  function fill({ dataset }) {
    const input = byId(dataset.fill);
    const before = input.matches("textarea") ? input.value.trim() : "";
    input.value = before ? `${before}\n${dataset.value}` : dataset.value;
    for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
    input.focus();
  }

  function numberLines(area) {
    const count = area.value.split("\n").length;
    area.rows = count + 1;
    area.previousElementSibling.textContent = Array.from({ length: count }, (_, at) => +area.dataset.first + at).join("\n");
  }

  function goToLine(area) {
    const before = area.value.split("\n").slice(0, area.dataset.line - area.dataset.first);
    if (!before.length) return;
    const start = before.join("\n").length + 1;
    const end = area.value.indexOf("\n", start);
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, end < 0 ? area.value.length : end);
    area.scrollLeft = 0;
    area.parentElement.scrollTop = (area.scrollHeight / area.rows) * (before.length - 3);
  }
  all("textarea[data-line]").forEach(goToLine);

  function markInvalid(message) {
    const invalid = "invalid" in message.dataset;
    const control = byId(message.id.replace(/-msg$/, ""));
    if (control?.matches("input, select, textarea")) control.setAttribute("aria-invalid", String(invalid));
    if (message.textContent.trim()) announce(message.textContent.trim());
  }

  /* ---- htmx: all of its events are handled here */

  const visible = () => document.dispatchEvent(new Event("console:visible"));
  const isPoll = (element) => /\bevery\b/.test(element.getAttribute("hx-trigger") ?? "");

  on("htmx:beforeRequest", (event) => {
    const { elt, target } = event.detail;
    if (document.hidden && isPoll(elt)) event.preventDefault();
    if (elt.dataset.most && (elt.querySelector("textarea") ?? elt).value.length > elt.dataset.most) {
      event.preventDefault();
      target.textContent = elt.dataset.over;
    }
  });

  on("htmx:beforeSwap", ({ detail }) => {
    if (!detail.xhr.getResponseHeader("GC-Fragment")) return;
    detail.shouldSwap = true;
    detail.isError = false;
  });

  function noAnswer() {
    if (byId("neterr")) return;
    byId("flash").append(byId("tpl-neterr").content.cloneNode(true));
  }
  for (const type of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) on(type, noAnswer);
  on("htmx:afterOnLoad", ({ detail }) => { if (detail.xhr.status < 400) byId("neterr")?.remove(); });

  function afterSwap({ target }) {
    const dialog = target.closest("#dialog")?.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
    for (const message of [target, ...all(".field__msg", target)]) if (message.matches(".field__msg")) markInvalid(message);
    all("textarea[data-line]", target).forEach(goToLine);
    refreshActions();
  }
  on("htmx:afterSettle", afterSwap);
  on("htmx:oobAfterSwap", refreshActions);

  /* ---- Events */

  on("click", (event) => {
    const off = event.target.closest("[aria-disabled=true]");
    if (!off) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  on("click", (event) => {
    const { target } = event;
    const opened = openMenuButton();
    const menuButton = target.closest("[aria-haspopup=menu]");
    if (menuButton && menuButton !== opened) openMenu(menuButton, 0);
    else if (opened) closeMenu(menuButton);
    for (const details of all("details[data-disclosure][open]")) if (!details.contains(target)) details.open = false;

    const found = (selector) => target.closest(selector);
    if (found("[data-copy], [data-copy-from]")) copy(found("[data-copy], [data-copy-from]"));
    else if (found("[data-dismiss]")) dismiss(found(".flash"));
    else if (found("[data-close]")) found("dialog")?.close();
    else if (found("[data-use-attribute]")) useAttribute(found("[data-use-attribute]").dataset.useAttribute);
    else if (found("[data-fill]")) { found("dialog")?.close(); fill(found("[data-fill]")); }
    else if (found("[role=tab]")) chooseTab(found("[role=tab]"));
    else if (found("a[data-dialog][href]") && window.htmx && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      htmx.ajax("GET", found("a[data-dialog]").href, { target: "#dialog", swap: "innerHTML" });
    } else chooseRow(event);
  });

  on("keydown", (event) => {
    const { target } = event;
    const menu = target.closest("[role=menu]");
    const menuButton = target.closest("[aria-haspopup=menu]");
    if (event.key === "Escape") {
      closeMenu(true);
      const details = target.closest("details[data-disclosure][open]");
      if (details) { details.open = false; details.querySelector("summary").focus(); }
    } else if (menu) keyInMenu(event, menu);
    else if (menuButton && !disabled(menuButton) && /^Arrow(Down|Up)$/.test(event.key)) {
      event.preventDefault();
      openMenu(menuButton, event.key === "ArrowUp" ? -1 : 0);
    } else if (target.closest("[role=tab]")) keyInTabs(event, target.closest("[role=tab]"));
  });

  on("change", (event) => { if (event.target.matches(".select input")) refreshActions(); });
  /* A page that listens for its end is not kept for Back, so it does from the first change on. */
  const listenForLeaving = () => addEventListener("beforeunload", askBeforeLeaving);
  on("input", (event) => {
    if (event.target.matches("textarea[data-first]")) numberLines(event.target);
    if (event.target.closest("form[data-guard]")) listenForLeaving();
  });
  if ([...atFirst.values()].includes(null)) listenForLeaving();
  on("submit", (event) => {
    if (!event.target.matches("[data-theme-form]")) return submitOnce(event);
    event.preventDefault();
    changeTheme(event.target);
  });
  on("close", (event) => { if (event.target.closest("#dialog")) event.target.remove(); }, true);

  on("visibilitychange", () => { if (!document.hidden) visible(); });
  addEventListener("pageshow", (event) => {
    closeMenu();
    refreshActions(); /* the browser may have kept the choice */
    if (!event.persisted) return;
    readyAgain();
    visible();
  });

  const news = all("#flash .flash:not([role=alert])").map((flash) => flash.innerText.trim());
  if (news.length) announce(news.join(" "));
})();
