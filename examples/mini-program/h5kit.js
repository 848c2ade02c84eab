// A page of a mini program: pages/h5kit/h5kit.js. Its markup is
//   <web-view src="{{url}}" bindmessage="received" />
//
// A web-view opens only registered business domains, so register h5kit's domain.
//
// h5kit does not load WeChat's script, which provides wx.miniProgram. So let 关闭 (close) lead to the
// session's redirect_url, a page of yours that loads the script and calls:
//   wx.miniProgram.redirectTo({url: '/pages/after/after'})
Page({
  data: {url: ''},

  onLoad(options) {
    // Your server opened the session with redirect_url = https://shop.example/mini/after
    const url = decodeURIComponent(options.url || '');
    // The origin check: show only h5kit's pages. A web-view's messages do not say who sent them, and
    // arrive late (on share, back or destroy), so base no decision on them.
    if (url.indexOf('https://kit.example/f/') === 0) this.setData({url});
  },

  received(e) {
    const events = e.detail.data.filter(event => event.v === 1);
    console.info('h5kit', events.map(event => event.type).join(' '));
  },

  // Only your server knows whether the person has authorized: from the push, or by pulling the sid.
  // The user of a phone can forge anything that a mini program receives.
  onUnload() {
    wx.request({url: 'https://shop.example/api/application', success: answer => getApp().show(answer.data)});
  }
});
