// H5Kit.open shows the flow on a partner's page: by redirect, full screen, in a sheet, or inline.
// ES5, like page.js. Users can forge its events: rely on the server's push.
(function (w) {
  // While a server renders the partner's page, there is neither window nor document.
  var d = w.document;
  var kit = {open: open};
  var opened = {};
  // Closes the open sheet or full page; only one is open at a time.
  var endModal;
  // The number of closed sheets whose history entry is still being left.
  var leaving = 0;
  var WORDS = {
    zh: ['关闭', '运营商授权', '打开较慢，点此直接前往'],
    en: ['Close', 'Carrier authorization', 'Slow? Go there directly'],
    'zh-Hant': ['關閉', '運營商授權', '開啟較慢，點此直接前往']
  };
  function styled(name, style, parent) {
    var e = d.createElement(name);
    e.style.cssText = style;
    parent.appendChild(e);
    return e;
  }
  // A mistake in the partner's call, named for the reader of the console.
  function demand(good, option) {
    if (!good) {
      throw TypeError('H5Kit: ' + option);
    }
  }
  function open(o) {
    var url = o.url;
    // Complete addresses only: an empty one would mean this page.
    var to = new URL(url);
    demand(!to.protocol.indexOf('http'), 'url');
    demand(['redirect', 'full', 'sheet', 'inline'].indexOf(o.mode || 'sheet') + 1, 'mode');
    if (o.mode === 'redirect') {
      location.href = url;
      // Nothing to close.
      return {close: mark};
    }
    return opened[url] && opened[url]() || shown(o, url, to.origin);
  }
  function mark() {
    return (history.state || 0).h5kit;
  }
  function shown(o, url, origin) {
    var words = WORDS[o.lang] || WORDS.zh;
    var isInline = o.mode === 'inline';
    var isFull = o.mode === 'full';
    // The colours of the page that will be shown.
    var isDark = o.dark !== 'off' && w.matchMedia('(prefers-color-scheme:dark)').matches;
    var paper = ';background:' + (isDark ? '#0f1115' : '#f1f3f6');
    var page = d.documentElement;
    var others = [];
    var id = Date.now();
    var handle = {close: function () {
      finish('user');
    }};
    var place = d.body;
    var before;
    var overflow;
    var past;
    var entries;
    var hasSucceeded;
    var hasEnded;
    var offer;
    var root;
    var frame;
    var timer;
    // If a callback of the partner throws, the others are still called.
    function tell(callback, value) {
      try {
        callback && callback(value);
      } catch (fault) {
        setTimeout(function () {
          throw fault;
        });
      }
    }
    // While the dialog is open, nothing else can be reached.
    function hide(how) {
      others.forEach(function (e) {
        e[how]('inert', '');
        e[how]('aria-hidden', 'true');
      });
    }
    // onExit comes last, after the history is back, so that the partner's page may route.
    function finish(reason) {
      var goes = mark() === id && history.length === entries;
      function exited() {
        clearTimeout(timer);
        w.removeEventListener('popstate', exited);
        leaving -= goes;
        tell(reason && o.onExit, {reason: hasSucceeded ? 'done' : reason});
      }
      if (hasEnded) {
        return;
      }
      hasEnded = true;
      delete opened[url];
      clearTimeout(timer);
      listen('removeEventListener');
      root.remove();
      if (!isInline) {
        hide('removeAttribute');
        page.style.overflow = overflow;
        if (before && before.focus) {
          before.focus();
        }
      }
      leaving += goes;
      timer = setTimeout(exited, goes * 1000);
      if (goes) {
        w.addEventListener('popstate', exited);
        history.back();
      } else if (mark() === id) {
        // Documents of the frame lie above our history entry, and their number is unknown.
        history.replaceState(past, '');
      }
    }
    function listen(how) {
      ['message', 'popstate', 'keydown'].forEach(function (type) {
        w[how](type, hear);
      });
    }
    function hear(e) {
      var event = e.data || 0;
      var isFirst = event.type === 'success' && !hasSucceeded;
      if (e.type === 'popstate' && entries && mark() !== id) {
        finish('back');
      }
      if (e.keyCode === 27 && !isInline) {
        leave();
      }
      if (e.source === frame.contentWindow && e.origin === origin && event.v === 1) {
        if (event.type === 'ready') {
          clearTimeout(timer);
          offer = offer && offer.remove();
          frame.contentWindow.postMessage({v: 1, type: 'hello', modal: !isInline}, origin);
        }
        if (event.type === 'resize' && !isFull) {
          frame.style.height = event.height + 'px';
        }
        hasSucceeded = hasSucceeded || isFirst;
        tell(o.onEvent, event);
        tell(isFirst && o.onSuccess, event);
        if (event.type === 'exit') {
          finish(event.reason);
        }
      }
    }
    function leave() {
      finish(offer ? 'timeout' : 'user');
    }
    function enter() {
      // Leave the history entry of a sheet that was just closed before adding a new one.
      if (leaving) {
        setTimeout(enter, 9);
      } else if (!hasEnded) {
        past = history.state;
        history.pushState({h5kit: id}, '');
        entries = history.length;
      }
    }
    function cover() {
      var cross = styled('button', 'width:100%;margin:0;border:0;max-width:30rem;flex:none;height:44px;padding:0 14px;cursor:pointer;font:28px/44px sans-serif;text-align:right;color:' + (isDark ? '#a2abb9' : '#5b6472') + paper + (isFull ? '' : ';border-radius:16px 16px 0 0'), root);
      root.setAttribute('role', 'dialog');
      root.setAttribute('aria-modal', 'true');
      root.setAttribute('aria-label', words[1]);
      root.onclick = function (e) {
        if (e.target === root || e.target === cross) {
          leave();
        }
      };
      cross.textContent = '×';
      cross.setAttribute('aria-label', words[0]);
      before = d.activeElement;
      overflow = page.style.overflow;
      others = [].filter.call(d.body.children, function (e) {
        return e !== root && !e.hasAttribute('inert');
      });
      hide('setAttribute');
      page.style.overflow = 'hidden';
      enter();
      cross.focus();
    }
    function offerToGo() {
      offer = styled('a', 'width:100%;max-width:30rem;box-sizing:border-box;padding:10px;font:16px/24px sans-serif;text-align:center;color:' + (isDark ? '#8ab0ff' : '#1a56d6') + paper, root);
      offer.href = url;
      offer.textContent = words[2];
    }
    if (isInline) {
      place = (o.container || 0).nodeType ? o.container : d.querySelector(o.container);
    }
    demand(place, 'container');
    if (!isInline) {
      endModal && endModal('user');
      endModal = finish;
    }
    root = styled('div', isInline ? '' : 'position:fixed;z-index:2147483647;top:0;right:0;bottom:0;left:0;display:flex;flex-direction:column;justify-content:flex-end;align-items:center;background:rgba(0,0,0,.5);color-scheme:' + (isDark ? 'dark' : 'light') + (isFull ? '' : ';padding:24px 0 0'), place);
    if (!isInline) {
      cover();
    }
    frame = styled('iframe', 'display:block;width:100%;margin:0;border:0;' + (isInline ? 'height:30rem' : 'max-width:30rem' + paper + (isFull ? ';flex:1' : ';height:70%;min-height:40%')), root);
    frame.title = words[1];
    frame.referrerPolicy = 'origin';
    frame.src = url;
    listen('addEventListener');
    timer = setTimeout(offerToGo, o.timeout || 15000);
    // A container that was emptied without close() can be filled again.
    opened[url] = function () {
      if (root.isConnected === false) {
        finish();
      }
      return !hasEnded && handle;
    };
    return handle;
  }
  if (d) {
    w.H5Kit = kit;
  }
  if (typeof module === 'object') {
    module.exports = kit;
  }
})(typeof window === 'object' && window);
