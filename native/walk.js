// Acts as the person: answers every form as soon as it is shown, and presses 关闭 (close) at the end.
(function () {
  var answered = '';
  var answers = {service_password: '246813', sms_code: '123456', captcha: 'h5ok'};
  function fill(name) {
    var input = document.querySelector('[data-h5-field=' + name + '] input');
    if (input) {
      input.value = answers[name];
    }
  }
  var watching = setInterval(function () {
    var main = document.querySelector('main[data-h5-step]');
    var token = document.querySelector('[name=_step]');
    var agree = document.getElementById('agree');
    var close = main && main.querySelector('a[target=_top]');
    if (close) {
      clearInterval(watching);
      close.click();
    }
    if (close || !token || token.value === answered || document.querySelector('[data-h5-busy]')) {
      return;
    }
    answered = token.value;
    Object.keys(answers).forEach(fill);
    if (agree) {
      agree.checked = true;
    }
    document.querySelector('[value=submit]').click();
  }, 200);
})();
