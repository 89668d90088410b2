// A form whose reply is a file leaves the page as it is: the button rests for a while, so that a second tap makes no second file.
document.querySelectorAll("form[data-once]").forEach((form) => {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    const words = button.textContent;
    setTimeout(() => {
      button.disabled = true;
      button.textContent = form.dataset.once;
    });
    setTimeout(() => {
      button.disabled = false;
      button.textContent = words;
    }, 10000);
  });
});
