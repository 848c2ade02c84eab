// The page script: countdown, show/hide, lock on submit, parts, polling where htmx is missing.
// ES5 only: old WebViews go white on one newer token. Comments stand on lines of their own,
// since the server strips them that way.
(function (d, w) {
  var script = d.querySelector('script[data-htmx]');
  // The words of this script; a page in another language brings its own.
  var words = (script.getAttribute('data-words') || '显示,隐藏,显示密码,已复制').split(',');
  function each(selector, root, done) {
    [].slice.call(root.querySelectorAll(selector)).forEach(done);
  }
  function step() {
    return d.getElementById('step');
  }
  function show(e) {
    e.hidden = false;
  }
  function load(address) {
    var s = d.createElement('script');
    s.src = address;
    d.head.appendChild(s);
  }
  function ask(method, url, body, done) {
    var x = new XMLHttpRequest();
    x.open(method, url);
    x.setRequestHeader('H5-Fragment', '1');
    if (body) {
      x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    }
    x.onload = function () {
      if (x.status < 500 && x.responseText) {
        done(x.responseText);
      }
    };
    x.send(body);
  }
  function whole(old, html) {
    old.outerHTML = html;
    if (w.htmx) {
      w.htmx.process(step());
    }
    dress();
  }
  function encoded(form, go) {
    var pairs = [];
    each('input,select', form, function (f) {
      if (f.name && (f.type !== 'checkbox' || f.checked) && f.type !== 'password') {
        pairs.push(encodeURIComponent(f.name) + '=' + encodeURIComponent(f.value));
      }
    });
    pairs.push('go=' + go);
    return pairs.join('&');
  }
  // One field's group is swapped, so that what was typed beside it stays.
  function part(form, go) {
    ask('POST', form.action, encoded(form, go), function (html) {
      // Where the flow has moved on, the answer is the whole step.
      var old = html.indexOf('<main') < 0 && d.querySelector('[data-h5-field=' + (go === 'cities' ? 'city' : go) + ']');
      whole(old || step(), html);
    });
  }
  function tick() {
    each('[data-h5-countdown]', d, function (e) {
      var left;
      e.until = e.until || Date.now() + e.getAttribute('data-h5-countdown') * 1000;
      left = Math.ceil((e.until - Date.now()) / 1000);
      e.textContent = left > 0 ? left + e.getAttribute('data-h5-words') : '';
      each('[value=sms]', e.parentNode, function (b) {
        b.hidden = left > 0;
      });
    });
  }
  function dress() {
    each('[data-h5-copy]', d, show);
    each('input[type=password]', d, function (e) {
      var b = d.createElement('button');
      if (e.eye) {
        return;
      }
      e.eye = b;
      b.type = 'button';
      b.textContent = words[0];
      b.setAttribute('aria-label', words[2]);
      b.setAttribute('aria-pressed', 'false');
      b.onclick = function () {
        var hide = e.type === 'text';
        e.type = hide ? 'password' : 'text';
        b.textContent = words[hide ? 0 : 1];
        b.setAttribute('aria-pressed', !hide);
      };
      e.parentNode.insertBefore(b, e.nextSibling);
    });
    tick();
  }
  function free() {
    each('[data-h5-busy]', d, function (f) {
      f.removeAttribute('data-h5-busy');
    });
  }
  d.addEventListener('submit', function (e) {
    if (e.target.hasAttribute('data-h5-busy')) {
      e.preventDefault();
      e.stopPropagation();
    }
    e.target.setAttribute('data-h5-busy', '');
  }, true);
  d.addEventListener('click', function (e) {
    var b = e.target;
    if (b.name === 'go' && b.value === 'captcha') {
      e.preventDefault();
      part(b.form, 'captcha');
    }
    // What is selected is copied everywhere, and stays selected where it can't be.
    if (b.hasAttribute('data-h5-copy')) {
      w.getSelection().selectAllChildren(b.parentNode.querySelector('a'));
      if (d.execCommand('copy')) {
        b.textContent = words[3];
      }
    }
  }, true);
  d.addEventListener('change', function (e) {
    if (e.target.name === 'province') {
      part(e.target.form, 'cities');
    }
  });
  d.addEventListener('htmx:after:swap', function () {
    var s = step();
    var first = s.querySelector('[aria-invalid]') || s.querySelector('[role=alert]:not([hidden])') || s.querySelector('h1');
    dress();
    if (first) {
      first.focus();
    }
  });
  d.addEventListener('htmx:finally:request', free);
  d.addEventListener('htmx:error', function () {
    each('#lost', d, function (e) {
      e.dataset.h5Message = 21;
      show(e);
    });
  });
  // Back out of the browser's page cache: the form may be used again.
  w.addEventListener('pageshow', free);
  w.setInterval(tick, 500);
  w.setInterval(function () {
    each('[data-h5-step=waiting]', d, function () {
      if (!w.htmx) {
        ask('GET', location.href, null, function (html) {
          whole(step(), html);
        });
      }
    });
  }, 2000);
  dress();
  // An engine that has these two has all that htmx needs.
  if (d.body.replaceChildren && w.SubmitEvent && 'submitter' in SubmitEvent.prototype) {
    // Chromium 140 (QtWebEngine 6.11) refuses htmx's call of it; without it htmx has another way.
    Document.parseHTMLUnsafe = null;
    load(script.getAttribute('data-htmx'));
  }
  // Framed, or shown by an app: then there is somebody to tell how the flow goes on.
  if (w.parent !== w || w.H5KitAndroid || ((w.webkit || 0).messageHandlers || 0).h5kit || w.ReactNativeWebView || w.H5KitFlutter || w.wx) {
    load(location.origin + location.pathname + '/events.js');
  }
})(document, window);
