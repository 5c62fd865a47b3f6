// Shows the headlines where this script stands: no cookies, nothing of the page is read or changed.
(function (script) {
  var host = document.createElement("div");
  script.parentNode.insertBefore(host, script);
  var root = host.attachShadow({ mode: "open" });
  fetch(new URL("fragment.html", script.src), { credentials: "omit", referrerPolicy: "no-referrer" })
    .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(answer.status); })
    .then(function (html) { root.innerHTML = html; })
    .catch(function () { host.remove(); });
})(document.currentScript);
