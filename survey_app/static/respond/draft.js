// The answers of an unsent form, kept in this tab only (sessionStorage), so that Reload and Back lose nothing. The key is the
// questionnaire's address: two schools on one phone never mix. Where storage is refused everything works but this.

const PAGE_OWN = ["sending_key", "began", "reminded"];

function answerControls(form) {
  return [...form.elements].filter(
    ({ name, type }) => name && name !== "website" && type !== "hidden" && type !== "submit" && type !== "button",
  );
}

function formPairs(form) {
  return answerControls(form)
    .filter((control) => (control.type === "radio" ? control.checked : control.value))
    .map(({ name, value }) => [name, value]);
}

// Makes the answers exactly those of `pairs`.
function fillForm(form, pairs) {
  const given = new Map(pairs);
  for (const control of answerControls(form)) {
    const value = given.get(control.name) || "";
    if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
  }
}

function draftKey(path) {
  return "phieu:" + new URL(path, location.href).pathname;
}

function saveDraft(form) {
  if (form.dataset.kiosk) return false; // nothing of a person may be there for the next
  try {
    const own = PAGE_OWN.map((name) => [name, form.elements[name].value]);
    sessionStorage.setItem(draftKey(form.action), JSON.stringify([formPairs(form), own]));
    return true;
  } catch (refused) {
    return false;
  }
}

function loadDraft(form) {
  try {
    return JSON.parse(sessionStorage.getItem(draftKey(form.action)));
  } catch (refused) {
    return null;
  }
}

// Says whether there was a draft. The sending key comes back too: what was sent and never answered is then sent again, not
// twice. A page with a notice has its own, which the server may have renewed.
function restoreDraft(form) {
  const draft = loadDraft(form);
  if (!draft) return false;
  fillForm(form, draft[0]);
  if (!document.querySelector(".notice")) {
    for (const [name, value] of draft[1]) form.elements[name].value = value;
  }
  return true;
}

function forgetDraft(form) {
  forgetDraftOf(form.action);
}

function forgetDraftOf(path) {
  try {
    sessionStorage.removeItem(draftKey(path));
  } catch (refused) {
    // nothing was kept
  }
}
