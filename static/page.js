// The page script: countdown, show/hide, lock on submit, parts, polling, the agreement.
// ES5 only: old WebViews go white on one newer token. The build makes it small (make generated).
(function (d, w) {
  // The page has one script, this one, until it loads others.
  var script = one('script');
  // The words of this script; a page in another language brings its own.
  var words = (script.getAttribute('data-words') || '显示,隐藏,显示密码,已复制').split(',');
  var BUSY = 'data-h5-busy';
  // The request for a part that runs, if one does; and the step that the agreement covers.
  var asked;
  var covered;
  function one(selector) {
    return d.querySelector(selector);
  }
  function each(selector, done) {
    [].forEach.call(d.querySelectorAll(selector), done);
  }
  function load(address) {
    var e = d.createElement('script');
    e.src = address;
    d.head.appendChild(e);
  }
  // Calls back with the answer's HTML, '' where none came or the server failed.
  function ask(method, url, body, done) {
    var x = new XMLHttpRequest();
    x.open(method, url);
    x.timeout = 60000;
    x.setRequestHeader('H5-Fragment', '1');
    x.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    x.onloadend = function () {
      done(x.status < 500 && x.responseText, x);
    };
    x.send(body);
    return x;
  }
  // A page has one form.
  function encoded(go) {
    var pairs = 'go=' + go;
    each('select,input:checked,input:not([type=checkbox]):not([name$=password])', function (e) {
      pairs += '&' + e.name + '=' + encodeURIComponent(e.value);
    });
    return pairs;
  }
  // One field's group is swapped, so that what was typed beside it stays; the agreement covers
  // the step, which stays as it is. While a request runs no other begins, but another province
  // is asked for at once: the newest counts, and a submit leaves it behind.
  function part(form, go, name) {
    if (form.hasAttribute(BUSY) && !(asked && go !== name)) {
      return;
    }
    form.setAttribute(BUSY, '');
    one('#lost').hidden = true;
    asked = ask('POST', form.action, encoded(go), function (html, x) {
      var main = one('main');
      if (x !== asked) {
        return;
      }
      asked = 0;
      free();
      if (!html) {
        lose();
      } else if (html.indexOf('<main') < 0) {
        each('[data-h5-field=' + name + ']', function (e) {
          e.outerHTML = html;
          // Who pressed a button of the group goes on in its field; who is elsewhere stays there.
          if (d.activeElement === d.body) {
            one('#' + name).focus();
          }
        });
      } else {
        // The agreement; or the whole step, where the flow has moved on.
        whole(html);
        if (one('[data-h5-agreement]')) {
          covered = main;
          history.pushState(0, '');
        }
      }
    });
  }
  function tick() {
    each('[data-h5-countdown]', function (e) {
      var left;
      e.until = e.until || Date.now() + e.getAttribute('data-h5-countdown') * 1000;
      left = Math.max(0, Math.ceil((e.until - Date.now()) / 1000));
      e.textContent = left ? left + e.getAttribute('data-h5-words') : '';
      each('[value=sms]', function (b) {
        b.hidden = left;
      });
    });
  }
  function dress() {
    each('[data-h5-copy]', function (e) {
      e.hidden = false;
    });
    each('[type=password]:only-child', function (e) {
      var b = d.createElement('button');
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
      e.parentNode.appendChild(b);
    });
    tick();
  }
  // Another step is shown.
  function arrive() {
    d.title = one('h1').textContent;
    dress();
    (one('[aria-invalid]') || one('[role=alert]:not([hidden])') || one('h1')).focus();
  }
  function whole(html) {
    one('main').outerHTML = html;
    if (w.htmx) {
      w.htmx.process(one('main'));
    }
    arrive();
  }
  function free() {
    each('[' + BUSY + ']', function (e) {
      e.removeAttribute(BUSY);
    });
  }
  function lose() {
    each('#lost', function (e) {
      e.setAttribute('data-h5-message', 21);
      e.hidden = false;
    });
  }
  d.addEventListener('submit', function (e) {
    if (e.target.hasAttribute(BUSY) && !asked) {
      e.preventDefault();
      e.stopPropagation();
    }
    asked = 0;
    e.target.setAttribute(BUSY, '');
  }, true);
  d.addEventListener('click', function (e) {
    var b = e.target;
    if (b.value === 'captcha' || b.value === 'agreement') {
      e.preventDefault();
      part(b.form, b.value, b.value);
    }
    if (covered && b.href) {
      e.preventDefault();
      history.back();
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
      part(e.target.form, 'cities', 'city');
    }
  });
  d.addEventListener('htmx:after:swap', arrive);
  d.addEventListener('htmx:finally:request', free);
  d.addEventListener('htmx:error', lose);
  // Back out of the browser's page cache: the form may be used again.
  w.addEventListener('pageshow', free);
  w.addEventListener('popstate', function () {
    if (covered) {
      d.body.replaceChild(covered, one('main'));
      arrive();
      one('[value=agreement]').focus();
      covered = 0;
    }
  });
  setInterval(tick, 500);
  // A poll that is lost is followed by another, one that comes late is for nobody.
  setInterval(function () {
    each('[data-h5-step=waiting]', function (e) {
      ask('GET', location, null, function (html) {
        if (html && e.parentNode) {
          whole(html);
        }
      });
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
    load(location.pathname + '/events.js');
  }
})(document, window);
