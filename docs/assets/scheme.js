/* Light or dark, as chosen or as the system says, before anything is drawn: the one script that is not deferred.
 * It arrives with the styles, which nothing is drawn without either. */
(() => {
  let chosen;
  try { chosen = localStorage.getItem("atlas-scheme"); } catch { /* storage may be off */ }
  // What is picked stands in the address: its place is kept free until the page's own script shows it.
  if (location.hash.includes("=")) document.documentElement.dataset.picks = "";
  document.documentElement.dataset.scheme = chosen || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
})();
