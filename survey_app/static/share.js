// Where the device has a list of its own to share with (Zalo, messages), a button beside the invitation opens it. No other script.
for (const field of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) break;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Chia sẻ qua Zalo, tin nhắn…";
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ text: field.value });
    } catch (error) {
      if (error.name !== "AbortError") field.select(); // the list could not be opened: the words can still be copied
    }
  });
  field.after(button);
}
