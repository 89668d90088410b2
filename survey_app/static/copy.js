// Gives every field marked data-copy a button that copies it, with the words of the mark. Without script the field can be selected.
for (const field of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = field.dataset.copy || "Sao chép";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "soft small";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    said.textContent = "Đã sao chép.";
  });
  field.after(button, said);
}
