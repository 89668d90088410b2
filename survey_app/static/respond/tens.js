// A percent answer by one touch instead of the keyboard; every number can still be written.
function offerTens(form) {
  form.querySelectorAll(".amount").forEach((amount) => {
    const field = amount.querySelector("input");
    const tens = document.createElement("div");
    tens.className = "tens";
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
  });
}
