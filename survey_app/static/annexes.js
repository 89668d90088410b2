// On a phone the annexes of a long document are folded until somebody asks for one; those of a department, with a row for each
// unit, on a desk too. Without script and on paper they are open.
const annexes = [...document.querySelectorAll(".document-annex > details")];

const openAll = () => annexes.forEach((annex) => { annex.open = true; });

function openWanted() {
  const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const annex = wanted && wanted.closest("details");
  if (annexes.includes(annex)) {
    annex.open = true;
    wanted.scrollIntoView();
  }
}

const isLong = document.querySelector("[data-fold-annexes]") !== null;
if (isLong || matchMedia("(max-width: 47.99rem)").matches) annexes.forEach((annex) => { annex.open = false; });
addEventListener("beforeprint", openAll);
addEventListener("hashchange", openWanted);
document.querySelectorAll(".document-contents a").forEach((link) => link.addEventListener("click", () => setTimeout(openWanted)));
openWanted();
