// What is looked at on the phone before anything is sent: the same faults, the same words and the same places as on the
// server's own page. The words stand in the page, translated; the server looks again at everything.
// checkForm(form) does all of it and says whether the form may go.

function checkForm(form) {
  const problems = findProblems(form);
  if (problems.length) {
    showProblems(form, problems);
    return false;
  }
  return !showReminder(form);
}

// [{field, text}]: the control that holds a fault, and what is wrong with it
function findProblems(form) {
  return [...form.querySelectorAll("[data-fault]")]
    .filter((field) => !isAcceptable(field))
    .map((field) => ({ field, text: field.dataset.fault }));
}

function isAcceptable(field) {
  const text = field.value.normalize().replace(/\r\n?/g, "\n").trim();
  if (field.dataset.longest) return [...text].length <= field.dataset.longest;
  if (field.name === "code") return text !== "";
  const number = text.replace(/%$/, "").trim();
  return number === "" || (/^[0-9]{1,3}$/.test(number) && number <= 100);
}

// the cards that are asked for and have no answer
function findUnanswered(form) {
  return [...form.querySelectorAll("[data-asked]")].filter((card) => {
    const field = card.querySelector("input[type=text]");
    return field ? !field.value.trim() : !card.querySelector(":checked");
  });
}

function showProblems(form, problems) {
  forgetRemarks(form);
  problems.forEach(({ field, text }) => setFault(field, text));
  showNotice(form, "mau-loi", problems.map(({ field, text }) => [field.id, field.closest(".card"), text]));
}

// A field that cannot wait until the form is sent.
function askFor(field) {
  forgetRemark(field.closest(".card"));
  setFault(field, field.dataset.fault);
  field.closest(".card").scrollIntoView({ behavior: "instant" });
  field.focus({ preventScroll: true });
}

function setFault(field, text) {
  field.setAttribute("aria-invalid", "true");
  setRemark(field.closest(".card"), text);
}

// Lists what was left blank, once; the second time it is sent as it is. Says whether it was shown.
function showReminder(form) {
  const blank = findUnanswered(form);
  if (form.elements.reminded.value || !blank.length) return false;
  form.elements.reminded.value = "1";
  forgetRemarks(form);
  const text = document.getElementById("mau-nhac").dataset.text;
  for (const card of blank) setRemark(card, text);
  showNotice(form, "mau-nhac", blank.map((card) => [nameOf(card), card, ""]));
  return true;
}

function showNotice(form, template, entries) {
  const notice = document.getElementById(template).content.firstElementChild.cloneNode(true);
  const list = notice.querySelector("ul");
  for (const [id, card, text] of entries) {
    const link = document.createElement("a");
    link.href = "#" + id;
    link.textContent = card.querySelector("legend, label").textContent;
    const entry = document.createElement("li");
    entry.append(link);
    if (text) entry.append(document.createElement("br"), text);
    list.append(entry);
  }
  const details = notice.querySelector("details");
  if (details) details.open = entries.length <= 8;
  // as on the server's page, the notice stands in the place of the introduction
  document.querySelectorAll(".notice, .opening").forEach((old) => old.remove());
  document.querySelector("h1").after(notice);
  countNotice(notice);
  form.dispatchEvent(new Event("phieu:told"));
  notice.scrollIntoView({ behavior: "instant" });
  notice.focus({ preventScroll: true });
}

function countNotice(notice) {
  const heading = notice.querySelector("h2");
  heading.textContent = heading.textContent.replace(/\d+/, notice.querySelectorAll("li").length);
}

function nameOf(card) {
  return card.id || card.querySelector("input, textarea").id;
}

function setRemark(card, text) {
  const remark = document.createElement("p");
  remark.className = "fault";
  remark.id = nameOf(card) + "-loi";
  remark.textContent = text;
  card.classList.add("faulty");
  card.querySelector("legend, label").after(remark);
  describe(card, remark.id, true);
}

// A written answer has the remark on its field, a choice on the whole group, after whatever describes it anyway.
function describe(card, id, add) {
  const bearer = card.querySelector("input[type=text], textarea") || card;
  const ids = (bearer.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
  if (add) ids.unshift(id);
  if (ids.length) bearer.setAttribute("aria-describedby", ids.join(" "));
  else bearer.removeAttribute("aria-describedby");
}

function forgetRemarks(form) {
  form.querySelectorAll(".card.faulty").forEach(forgetRemark);
}

function forgetRemark(card) {
  const remark = card.querySelector(".fault");
  card.classList.remove("faulty");
  if (remark) {
    describe(card, remark.id, false);
    remark.remove();
  }
  card.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
}

// What has been put right leaves its card and the list.
function settle(card) {
  const field = card.querySelector("[data-fault]");
  if (field && !isAcceptable(field)) return;
  forgetRemark(card);
  const notice = document.querySelector(".notice");
  const link = notice && notice.querySelector('a[href="#' + nameOf(card) + '"]');
  if (!link) return;
  link.closest("li").remove();
  if (notice.querySelector("li")) countNotice(notice);
  else notice.remove();
  card.closest("form").dispatchEvent(new Event("phieu:told"));
}
