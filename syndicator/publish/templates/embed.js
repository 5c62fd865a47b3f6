// The headlines where this script stands. No cookies; nothing of the page is read or changed. Under a strict policy it
// needs: script-src and connect-src with this host; img-src for the pictures, or it shows none. data-size="3" shows fewer.
(function () {
  "use strict";
  var TITLE = {{ title|tojson }}, PAGE = {{ page|tojson }}, STYLE = {{ style|tojson }}, SOURCE = {{ t.source|tojson }};
  var script = document.currentScript;
  if (!script) { // put there by a loader
    var all = document.querySelectorAll('script[src^="' + PAGE + 'embed.js"]');
    for (var i = 0; i < all.length && !script; i++) if (!all[i].syndicator) script = all[i];
  }
  if (!script || script.syndicator || !script.parentNode) return;
  script.syndicator = true;

  function element(name, values, children) {
    var made = document.createElement(name);
    Object.keys(values).forEach(function (key) { made.setAttribute(key, values[key]); });
    (children || []).forEach(function (child) { made.append(child); });
    return made;
  }
  function link(url, children) {
    return element("a", { href: /^https?:/.test(url) ? url : PAGE, target: "_blank", rel: "noopener" }, children);
  }
  function picture(url) {
    var made = element("img", { alt: "", width: 480, height: 320, loading: "lazy", referrerpolicy: "no-referrer", src: url });
    made.addEventListener("error", function () { made.remove(); });
    return made;
  }

  var host = element("div", {}), heading = element("h2", {}, [link(PAGE, [TITLE])]);
  var block = element("section", { "class": "syndicator", lang: "zh-CN", "aria-label": TITLE }, [heading]);
  script.parentNode.insertBefore(host, script);
  var root = host.attachShadow({ mode: "open" });
  try { // not blocked by style-src, as inline styles would be
    var sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } catch (_) {
    root.append(element("link", { rel: "stylesheet", href: new URL("embed.css", script.src).href }));
  }
  root.append(block);
  fetch(new URL("latest.json", script.src), { credentials: "omit", referrerPolicy: "no-referrer" })
    .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer.status); })
    .then(function (data) {
      var size = parseInt(script.getAttribute("data-size"), 10) || data.headlines.length;
      block.append(element("ol", { role: "list" }, data.headlines.slice(0, size).map(function (one) {
        var inside = [element("b", {}, [one.title])];
        if (one.image) inside.unshift(picture(one.image));
        return element("li", {}, [link(one.url, inside), element("small", {}, [SOURCE + one.source])]);
      })));
    })
    .catch(function () {}); // the heading stays: a plain link to the page
})();
