// Typing paper forms by digits. A digit sets the question and the cursor moves on; the echo says what was typed in large letters.
// What is on the screen stays in this tab until the server has said that it is saved. Without script the page is a plain form.
(() => {
  "use strict";
  const PREFIX = "phieu-giay:";
  const stored = {
    read(key) { try { return JSON.parse(sessionStorage.getItem(PREFIX + key)); } catch { return null; } },
    write(key, value) { try { sessionStorage.setItem(PREFIX + key, JSON.stringify(value)); } catch { /* refused: nothing is lost yet */ } },
    forget(key) { try { sessionStorage.removeItem(PREFIX + key); } catch { /* refused */ } },
  };

  const saved = document.querySelector("[data-saved]")?.dataset.saved;
  // only what was just sent: Back, a reload or a link to the same address must not take away what is being corrected
  const [arrival] = performance.getEntriesByType("navigation");
  if (saved && arrival.type === "navigate" && stored.read(saved)?.isSent) stored.forget(saved);

  const form = document.getElementById("entry");
  if (!form) return;
  const place = form.getAttribute("action");
  const fields = [...form.querySelectorAll("input[data-number], textarea")];
  const echo = document.getElementById("echo");
  const part = (name) => echo.querySelector(`[data-${name}]`);
  let sending = false;

  const isDigit = (field) => field.matches("[data-options]");
  const isPercent = (field) => field.matches("[data-percent]");
  const optionsOf = (field) => (field.dataset.options || "").split("|").map((text) => [text[0], text.slice(2)]);
  const labelOf = (field) => optionsOf(field).find(([key]) => key === field.value)?.[1];
  const textOf = (field) => field.labels[0].querySelector("span")?.textContent || field.labels[0].textContent;

  function say(field) {
    const number = field.dataset.number;
    if (!field.value) part("typed").textContent = `${number}: bỏ trống`;
    else if (isPercent(field)) part("typed").textContent = `${number}: ${field.value}%`;
    else if (isDigit(field)) part("typed").textContent = `${number}: ${field.value} ${labelOf(field)}`;
    else part("typed").textContent = `${number}: ${field.value.length} ký tự`;
  }

  function complain(text) { part("fault").textContent = text; }

  function show(field) {
    const line = field.closest(".line");
    if (!line) return;
    line.classList.toggle("is-set", Boolean(field.value));
    if (isDigit(field)) line.querySelector(".meaning").textContent = labelOf(field) || "";
  }

  function keep(isSent) {
    const values = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    stored.write(place, { seen: form.elements.seen.value, values, isSent });
  }

  function go(field) {
    field.focus({ preventScroll: true });
    if (field.select) field.select();
    field.scrollIntoView({ block: "center", behavior: "instant" });
  }

  function move(from, step) {
    const next = fields[fields.indexOf(from) + step];
    if (next) go(next);
    else complain(step > 0 ? "Hết phiếu. Enter để lưu." : "Đây là câu đầu của phiếu.");
  }

  // whether what stands in the field can be left; a fault is said and keeps the cursor
  function settle(field) {
    if (!isPercent(field) || !field.value || Number(field.value) <= 100) return true;
    complain(`${field.dataset.number}: ${field.value} lớn hơn 100. Nhập một số từ 0 đến 100.`);
    field.select();
    return false;
  }

  function typed(field) {
    complain("");
    if (isDigit(field) && field.value) {
      const key = field.value.slice(-1);
      const keys = optionsOf(field).map(([one]) => one);
      if (!keys.includes(key)) {
        field.value = field.dataset.before || "";
        field.select();
        complain(`Phím “${key}” không dùng ở câu ${field.dataset.number}. Nhập ${keys.slice(0, -1).join(", ")} hoặc ${keys.at(-1)}.`);
        return;
      }
      field.value = key;
    }
    if (isPercent(field) && /\D/.test(field.value)) {
      field.value = field.value.replace(/\D/g, "");
      complain(`Câu ${field.dataset.number} chỉ nhận chữ số, từ 0 đến 100.`);
    }
    field.dataset.before = field.value;
    show(field);
    say(field);
    keep();
    if (isDigit(field) && field.value) move(field, 1);
  }

  form.addEventListener("input", (event) => {
    if (!event.isComposing && fields.includes(event.target)) typed(event.target);
  });
  form.addEventListener("compositionend", (event) => typed(event.target));

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.isComposing || !fields.includes(field) || event.ctrlKey || event.metaKey || event.altKey) return;
    const isText = field.tagName === "TEXTAREA";
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      complain("");
      if (!settle(field)) return;
      say(field);
      if (field === fields.at(-1)) form.requestSubmit();
      else move(field, 1);
    } else if (event.key === "Backspace" && !field.value) {
      event.preventDefault();
      move(field, -1);
    } else if (!isText && event.key === "ArrowUp") {
      event.preventDefault();
      if (settle(field)) move(field, -1);
    } else if (!isText && event.key === "ArrowDown") {
      event.preventDefault();
      if (settle(field)) move(field, 1);
    } else if (event.key === "PageUp") {
      const undo = document.querySelector("[data-undo]");
      if (undo) { event.preventDefault(); undo.click(); }
    }
  });

  form.addEventListener("focusin", (event) => {
    const field = event.target;
    if (!fields.includes(field)) return;
    field.dataset.before = field.value;
    part("number").textContent = field.dataset.number;
    part("text").textContent = textOf(field).replace(field.dataset.number, "").trim();
    part("keys").textContent = isPercent(field)
      ? "Nhập số phần trăm rồi Enter"
      : isDigit(field) ? optionsOf(field).map(([key, label]) => `${key} ${label}`).join(" · ") : "Enter: không có ý kiến, sang ô sau";
    if (field.tagName !== "TEXTAREA") field.select();
  });

  form.addEventListener("submit", (event) => {
    if (sending || !fields.every(settle)) { event.preventDefault(); return; }
    sending = true;
    // saved under another number: this form is no longer what lies under this one
    if (event.submitter?.hasAttribute("formaction")) stored.forget(place);
    else keep(true);
    document.getElementById("save").textContent = "Đang lưu…";
  });
  // the page may come back from the browser's own store after a failed sending
  window.addEventListener("pageshow", () => { sending = false; });

  const kept = stored.read(place);
  const isBlank = fields.every((field) => !field.value);
  let restored = false;
  if (kept && kept.seen === form.elements.seen.value && (isBlank || form.elements.seen.value)) {
    for (const field of fields) {
      if ((kept.values[field.name] || "") !== field.value) { field.value = kept.values[field.name] || ""; restored = true; }
    }
  } else if (kept) stored.forget(place);
  for (const field of fields) { field.removeAttribute("maxlength"); show(field); }
  for (const field of form.querySelectorAll("textarea")) field.maxLength = 2000;
  for (const hint of form.querySelectorAll(".with-script")) hint.hidden = false;
  echo.hidden = false;
  document.getElementById("save").textContent += " (Enter ở ô cuối)";
  // a new form goes on where it was left; one that is corrected begins at its first question
  const isNew = !form.elements.seen.value;
  const notice = document.querySelector("[data-notice]");
  if (notice) notice.focus();
  else go(form.querySelector("[aria-invalid]") || (isNew && fields.find((field) => !field.value)) || fields[0]);
  if (restored) part("typed").textContent = "Đã lấy lại những gì nhập dở trên máy này.";
})();
