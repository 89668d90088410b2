// Reviewing faster: 1, 2, 3 decide about the comment in which the cursor stands and move on; a button offers to mask
// the words that are selected; leaving with decisions that are not saved is asked about. Without this script the page does all the same.
const form = document.querySelector("form[data-review]");
if (form) {
  const items = [...form.querySelectorAll(".comments > li")];
  let isChanged = Boolean(document.getElementById("loi"));

  form.querySelector(".keys").hidden = false;
  form.addEventListener("change", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
  addEventListener("beforeunload", (event) => { if (isChanged) { event.preventDefault(); } });

  form.addEventListener("keydown", (event) => {
    const item = event.target.closest(".comments > li");
    const isTyping = event.target.matches("input[type=text], select");
    if (!item || isTyping || event.ctrlKey || event.altKey || event.metaKey || !"123".includes(event.key)) {
      return;
    }
    event.preventDefault();
    const choice = item.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    const next = items[items.indexOf(item) + 1];
    if (choice.value === "hidden") {
      item.querySelector("select").focus();
    } else if (next) {
      next.querySelector("input[type=radio]").focus();
      next.scrollIntoView({ block: "nearest" });
    } else {
      form.querySelector("button[value=save]").focus();
    }
  });

  // Selecting alone masks nothing: people select what they read. A button in the comment says what would be masked.
  const cover = document.createElement("button");
  cover.type = "button";
  cover.className = "cover";
  let words = "";
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const place = selection.anchorNode && selection.anchorNode.parentElement && selection.anchorNode.parentElement.closest(".words");
    const chosen = selection.toString().trim();
    if (document.activeElement === cover) {
      return;
    }
    if (!place || !form.contains(place) || !chosen || chosen.length > 60 || /[,;\n[\]]/.test(chosen)) {
      cover.remove();
      return;
    }
    words = chosen;
    cover.textContent = `Che “${chosen}”`;
    place.after(cover);
  });
  cover.addEventListener("click", () => {
    const item = cover.closest(".comments > li");
    const field = item.querySelector("input[type=text]");
    field.value = field.value.trim() ? `${field.value.trim()}, ${words}` : words;
    field.closest("details").open = true;
    isChanged = true;
    getSelection().removeAllRanges();
    cover.remove();
    field.focus();
  });
}
