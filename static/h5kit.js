// H5Kit.open shows the flow on a partner's page: by redirect, full screen, in a sheet, or inline.
// ES5, written as page.js is. What it tells is a hint; the server's push is the truth.
(function (d, w) {
  var opened = {};
  var afterBack;
  var WORDS = {
    zh: ['关闭', '运营商授权', '打开较慢，点此直接前往'],
    en: ['Close', 'Carrier authorization', 'This is slow. Go there directly']
  };
  function styled(name, style, parent) {
    var e = d.createElement(name);
    e.style.cssText = style;
    parent.appendChild(e);
    return e;
  }
  function originOf(url) {
    var a = d.createElement('a');
    a.href = url;
    if (a.protocol.indexOf('http')) {
      throw new TypeError('H5Kit: url');
    }
    return a.href.split('/').slice(0, 3).join('/');
  }
  function found(place) {
    return place.nodeType ? place : d.querySelector(place);
  }
  // Everything but the dialog can't be reached while it is open.
  function hideOthers(root) {
    return [].slice.call(d.body.children).filter(function (e) {
      var isOther = e !== root && !e.hasAttribute('inert');
      if (isOther) {
        e.setAttribute('inert', '');
        e.setAttribute('aria-hidden', 'true');
      }
      return isOther;
    });
  }
  function redirected(url) {
    w.location.assign(url);
    return {close: function () {
      return;
    }};
  }
  function open(o) {
    var url = o.url;
    var origin = originOf(url);
    if (o.mode === 'redirect') {
      return redirected(url);
    }
    opened[url] = opened[url] || shown(o, url, origin);
    return opened[url];
  }
  function shown(o, url, origin) {
    var words = WORDS[o.lang] || WORDS.zh;
    var isInline = o.mode === 'inline';
    var isFull = o.mode === 'full';
    // The colours of the page that is about to be shown.
    var isDark = o.dark !== 'off' && w.matchMedia('(prefers-color-scheme:dark)').matches;
    var paper = ';background:' + (isDark ? '#0f1115' : '#f1f3f6');
    var before = d.activeElement;
    var page = d.documentElement;
    var overflow = page.style.overflow;
    var others = [];
    var isReady;
    var hasEntered;
    var hasSucceeded;
    var hasEnded;
    var offer;
    var root;
    var frame;
    var timer;
    // A callback that throws is the partner's to mend; the others are still called.
    function tell(callback, value) {
      try {
        callback && callback(value);
      } catch (fault) {
        w.setTimeout(function () {
          throw fault;
        });
      }
    }
    function uncover() {
      others.forEach(function (e) {
        e.removeAttribute('inert');
        e.removeAttribute('aria-hidden');
      });
      page.style.overflow = overflow;
      if (before && before.focus) {
        before.focus();
      }
    }
    function finish(reason) {
      if (hasEnded) {
        return;
      }
      hasEnded = true;
      delete opened[url];
      w.clearTimeout(timer);
      w.removeEventListener('message', hear);
      w.removeEventListener('popstate', back);
      d.removeEventListener('keydown', escape);
      if (root.parentNode) {
        root.parentNode.removeChild(root);
      }
      if (!isInline) {
        uncover();
      }
      if (hasEntered && reason !== 'back' && (w.history.state || 0).h5kit) {
        afterBack = finish;
        w.history.back();
      }
      tell(o.onExit, {reason: hasSucceeded ? 'done' : reason});
    }
    function greet() {
      isReady = true;
      if (offer) {
        root.removeChild(offer);
        offer = null;
      }
      frame.contentWindow.postMessage({v: 1, type: 'hello', modal: !isInline}, origin);
    }
    function hear(e) {
      var event = e.data || 0;
      if (e.source !== frame.contentWindow || e.origin !== origin || event.v !== 1) {
        return;
      }
      if (event.type === 'ready') {
        greet();
      }
      if (event.type === 'resize' && !isFull) {
        frame.style.height = event.height + 'px';
      }
      tell(o.onEvent, event);
      if (event.type === 'success' && !hasSucceeded) {
        hasSucceeded = true;
        tell(o.onSuccess, event);
      }
      if (event.type === 'exit') {
        finish(event.reason);
      }
    }
    function back() {
      finish('back');
    }
    function leave() {
      finish(isReady ? 'user' : 'timeout');
    }
    function escape(e) {
      if (e.keyCode === 27) {
        leave();
      }
    }
    function enter() {
      if (!hasEnded) {
        hasEntered = true;
        w.history.pushState({h5kit: 1}, '');
        w.addEventListener('popstate', back);
      }
    }
    function cover() {
      var cross = styled('button', 'flex:none;box-sizing:border-box;width:100%;max-width:30rem;height:44px;min-height:44px;margin:0;padding:0 14px;border:0;font:28px/44px sans-serif;text-align:right;cursor:pointer;color:' + (isDark ? '#a2abb9' : '#5b6472') + paper + (isFull ? '' : ';border-radius:16px 16px 0 0'), root);
      root.setAttribute('role', 'dialog');
      root.setAttribute('aria-modal', 'true');
      root.setAttribute('aria-label', words[1]);
      root.style.colorScheme = o.dark === 'off' ? 'light' : 'light dark';
      root.onclick = function (e) {
        if (e.target === root) {
          leave();
        }
      };
      cross.type = 'button';
      cross.textContent = '×';
      cross.setAttribute('aria-label', words[0]);
      cross.onclick = leave;
      others = hideOthers(root);
      page.style.overflow = 'hidden';
      // A flow that was just closed is still going back; this one's entry comes after that.
      if (afterBack) {
        afterBack = enter;
      } else {
        enter();
      }
      d.addEventListener('keydown', escape);
      cross.focus();
    }
    function load() {
      frame = styled('iframe', 'display:block;width:100%;margin:0;border:0;' + (isInline ? 'height:30rem' : 'max-width:30rem' + paper + (isFull ? ';flex:1' : ';flex:0 1 auto;height:70%;min-height:40%')), root);
      frame.title = words[1];
      frame.allow = '';
      frame.referrerPolicy = 'origin';
      frame.src = url;
      w.addEventListener('message', hear);
    }
    function offerToGo() {
      if (!isReady) {
        offer = styled('a', 'box-sizing:border-box;width:100%;max-width:30rem;padding:10px;text-align:center;font:16px/24px sans-serif;color:' + (isDark ? '#8ab0ff' : '#1a56d6') + paper, root);
        offer.href = url;
        offer.textContent = words[2];
      }
    }
    root = styled('div', isInline ? '' : 'position:fixed;z-index:2147483647;top:0;right:0;bottom:0;left:0;display:flex;flex-direction:column;justify-content:flex-end;align-items:center;background:rgba(0,0,0,.5);box-sizing:border-box;margin:0;padding:' + (isFull ? '0' : '24px 0 0'), isInline ? found(o.container) : d.body);
    if (!isInline) {
      cover();
    }
    load();
    timer = w.setTimeout(offerToGo, o.timeout || 15000);
    return {close: function () {
      finish('user');
    }};
  }
  w.addEventListener('popstate', function () {
    var next = afterBack;
    afterBack = null;
    if (next) {
      next();
    }
  });
  w.H5Kit = {open: open};
  if (typeof module === 'object') {
    module.exports = w.H5Kit;
  }
})(document, window);
