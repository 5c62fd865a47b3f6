// A button beside each address. Without this script an address selects itself when it is clicked, which does as well.
document.querySelectorAll("input[data-copy]").forEach(function (address) {
  var button = document.createElement("button");
  button.type = "button";
  button.textContent = address.dataset.copy;
  button.setAttribute("aria-label", address.dataset.copy + " " + address.getAttribute("aria-label"));
  button.onclick = function () {
    address.select();
    var done = function () { button.textContent = address.dataset.copied; setTimeout(function () { button.textContent = address.dataset.copy; }, 2000); };
    if (navigator.clipboard) navigator.clipboard.writeText(address.value).then(done);
    else if (document.execCommand("copy")) done();
  };
  address.after(button);
});
