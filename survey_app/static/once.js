// A form whose reply is a file leaves the page as it is: the button rests for a while, so that a second tap makes no second file.
// It keeps the focus meanwhile, and then the page says what to do next; nothing tells a page when its file has come.
document.querySelectorAll("form[data-once]").forEach((form) => {
  const button = form.querySelector("button[type=submit]");
  const words = button.textContent;
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  button.parentElement.after(told);
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-disabled", "true");
    button.textContent = form.dataset.once;
    told.textContent = "";
    setTimeout(() => {
      button.removeAttribute("aria-disabled");
      button.textContent = words;
      told.textContent = form.dataset.made;
    }, 10000);
  });
});
