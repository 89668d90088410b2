// Reads a question and its choices aloud where the device itself has a voice for the page's language. A voice that works over
// the network would tell a third party what is being read, so it is not used. No voice, no button.

function findVoice() {
  const language = document.documentElement.lang;
  return speechSynthesis.getVoices().find(
    (voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === language,
  );
}

function setUpAloud(form) {
  if (!window.speechSynthesis || !window.SpeechSynthesisUtterance) return;
  const offer = () => {
    if (findVoice() && !form.querySelector(".aloud")) form.querySelectorAll(".card").forEach((card) => offerVoice(form, card));
  };
  speechSynthesis.onvoiceschanged = offer;
  offer();
}

function offerVoice(form, card) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "aloud";
  button.textContent = form.dataset.listen;
  button.addEventListener("click", () => {
    const isSpeaking = button.textContent !== form.dataset.listen;
    speechSynthesis.cancel();
    if (isSpeaking) return;
    const words = [...card.querySelectorAll("legend, label")].map((element) => element.textContent.trim());
    const speech = new SpeechSynthesisUtterance(words.join(". "));
    speech.voice = findVoice();
    speech.lang = speech.voice.lang;
    speech.onend = speech.onerror = () => {
      button.textContent = form.dataset.listen;
    };
    button.textContent = form.dataset.quiet;
    speechSynthesis.speak(speech);
  });
  const heading = card.querySelector("legend, label");
  heading.after(button);
}

window.addEventListener("pagehide", () => {
  if (window.speechSynthesis) speechSynthesis.cancel();
});
