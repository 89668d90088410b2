// A percent answer by one touch instead of the keyboard; every number can still be written.
function offerTens(form) {
  form.querySelectorAll(".amount").forEach((amount) => {
    const field = amount.querySelector("input");
    const [label] = field.labels;
    const tens = document.createElement("div");
    label.id = field.id + "-ten";
    tens.className = "tens";
    tens.setAttribute("role", "group");
    tens.setAttribute("aria-labelledby", label.id);
    for (let number = 0; number <= 100; number += 10) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = number + "%";
      button.addEventListener("click", () => {
        field.value = number;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      });
      tens.append(button);
    }
    amount.after(tens);
    for (const kind of ["input", "change"]) field.addEventListener(kind, () => pressTen(tens, field));
    pressTen(tens, field);
  });
}

// The one that says what stands in the field.
function pressTen(tens, field) {
  const text = field.value.replace("%", "").trim() + "%";
  for (const button of tens.children) button.setAttribute("aria-pressed", button.textContent === text);
}
