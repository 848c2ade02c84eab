// The page script: countdown, show/hide, lock on submit, parts, polling, the agreement.
// ES5 only: newer syntax leaves old WebViews blank. The build minifies it (make generated).
(function (d, w) {
  // At first this is the page's only script.
  var script = one('script');
  // The texts of this script; a page in another language contains its own.
  var words = (script.getAttribute('data-words') || '显示,隐藏,显示密码,已复制').split(',');
  var BUSY = 'data-h5-busy';
  // The running request for a part, if any; and the step that the agreement covers.
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
  // Calls back with the answer's HTML, or '' if none came or the server failed.
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
  // Only one field's group is swapped, so values typed beside it stay; the agreement covers the
  // step without changing it. Only one request runs at a time, except that another province is
  // requested at once: the newest counts, and a submit cancels it.
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
          // After a button of the group the focus moves to its field; otherwise it stays.
          if (d.activeElement === d.body) {
            one('#' + name).focus();
          }
        });
      } else {
        // The agreement, or the whole step if the flow has changed its step.
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
      // Only the number changes: a browser that translates the page translates the words once.
      (left && e.querySelector('b') || e).textContent = left || '';
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
    // In a translated page the texts of buttons and links are elements of their own.
    var b = e.target.closest('a,button') || e.target;
    if (b.value === 'captcha' || b.value === 'agreement') {
      e.preventDefault();
      part(b.form, b.value, b.value);
    }
    if (covered && b.href) {
      e.preventDefault();
      history.back();
    }
    // Copying a selection works everywhere; if copying fails, the text stays selected.
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
  // Restored from the browser's page cache: unlock the form.
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
  // A lost poll is repeated; a late answer is ignored.
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
  // A browser with these two has everything that htmx needs.
  if (d.body.replaceChildren && w.SubmitEvent && 'submitter' in SubmitEvent.prototype) {
    // Chromium 140 (QtWebEngine 6.11) rejects htmx's call of it; without it htmx uses a fallback.
    Document.parseHTMLUnsafe = null;
    load(script.getAttribute('data-htmx'));
  }
  // Framed, or shown by an app: load the script that sends the flow's events.
  if (w.parent !== w || w.H5KitAndroid || ((w.webkit || 0).messageHandlers || 0).h5kit || w.ReactNativeWebView || w.H5KitFlutter || w.wx) {
    load(location.pathname.replace(/\/$/, '') + '/events.js');
  }
})(document, window);
