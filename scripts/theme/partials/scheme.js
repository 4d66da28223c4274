(function(r){var s;try{s=localStorage.getItem("atlas-scheme")}catch(e){}
r.dataset.scheme=s||(matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light")})(document.documentElement)
