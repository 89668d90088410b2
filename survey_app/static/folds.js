// On a phone the annexes and the long tables of a document are folded until somebody asks for one; those of a department, with
// a row for each unit, on a desk too. Without script and on paper all are open.
const annexes = [...document.querySelectorAll(".document-annex > details")];
const folds = [...annexes, ...document.querySelectorAll(".document-fold")];

const openAll = () => folds.forEach((fold) => { fold.open = true; });

function openWanted() {
  const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const annex = wanted && wanted.closest("details");
  if (annexes.includes(annex)) {
    annex.open = true;
    wanted.scrollIntoView();
  }
}

const isLong = document.querySelector("[data-folded]") !== null;
if (isLong || matchMedia("(max-width: 47.99rem)").matches) folds.forEach((fold) => { fold.open = false; });
addEventListener("beforeprint", openAll);
addEventListener("hashchange", openWanted);
document.querySelectorAll(".document-contents a").forEach((link) => link.addEventListener("click", () => setTimeout(openWanted)));
openWanted();
