// Before the first paint: the theme this browser was told to keep.
const kept = localStorage.getItem("theme");
if (kept) document.documentElement.dataset.theme = kept;
