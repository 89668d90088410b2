// Wires the page: called once when it has come, and again whenever its content is replaced by a reply.

let isSent = false;
let isKept = false; // whether this tab keeps drafts

function setUpPage() {
  const form = document.getElementById("phieu");
  const receipt = document.querySelector("[data-receipt]");
  const code = /^#ma-([0-9a-z-]{4,40})$/i.exec(location.hash);
  if (receipt && receipt.dataset.form) forgetDraftOf(receipt.dataset.form);
  if (form) setUpForm(form, code && code[1].toUpperCase());
  else if (code) {
    document.querySelectorAll(".choices a, .tongues a").forEach((link) => {
      link.hash = location.hash;
    });
  }
  if (typeof setUpSending === "function") setUpSending(form);
}

function setUpForm(form, code) {
  const notice = document.querySelector(".notice");
  const draft = loadDraft(form);
  // the browser's own memory of fields would fight with the draft, and outlive the sending
  form.autocomplete = "off";
  // another slip, another person
  if (code && draft && new Map(draft[0]).get("code") !== code) forgetDraft(form);
  const isRestored = restoreDraft(form);
  if (code && form.elements.code) form.elements.code.value = code;
  // the code goes from the address that is seen and passed on (a history may have taken it before any script ran), and a blank
  // form begins at its beginning
  if (code || (!isRestored && !notice)) history.replaceState(null, "", location.pathname + location.search);
  isKept = saveDraft(form);
  isSent = false;
  setUpParts(form);
  setUpAloud(form);
  offerTens(form);
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, ({ target }) => {
      const card = target.closest(".card.faulty");
      if (card && kind === "change") settle(card);
      saveDraft(form);
    });
  }
  form.addEventListener("submit", (event) => {
    if (checkForm(form)) {
      isSent = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=reset]");
    if (!isSecondTouch(button, button.dataset.sure)) return;
    forgetDraft(form);
    location.replace(location.pathname + location.search);
  });
  if (notice) notice.focus();
}

// With script the other language is the same address with ?lang=, and the draft brings the answers along. Where there is no
// draft, or no form is handed out any more, the form itself is posted as it is without script.
document.addEventListener("click", (event) => {
  const button = event.target.closest && event.target.closest("button[name=switch_to]");
  if (!button) return;
  event.preventDefault();
  const form = button.form;
  if (saveDraft(form) && Date.now() < form.dataset.until * 1000) {
    const address = new URL(location.href);
    address.searchParams.set("lang", button.value);
    location.href = address.href;
    return;
  }
  const chosen = document.createElement("input");
  chosen.type = "hidden";
  chosen.name = button.name;
  chosen.value = button.value;
  form.append(chosen);
  form.submit();
});

// A page from the browser's store still holds answers and a key that may have been sent since, from here or from another page
// of this tab: the draft knows. Whoever is next gets a form that nobody has touched, and whoever went on elsewhere goes on here.
window.addEventListener("pageshow", (event) => {
  const form = document.getElementById("phieu");
  if (!event.persisted || !form) return;
  const draft = loadDraft(form);
  const key = draft && new Map(draft[1]).get("sending_key");
  if (draft && key === form.elements.sending_key.value) fillForm(form, draft[0]);
  else if (draft) showBlank({ key, pairs: draft[0] });
  else if (isSent || isKept) showBlank();
});

setUpPage();
