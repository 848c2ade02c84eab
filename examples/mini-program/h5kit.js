// A page of a mini program: pages/h5kit/h5kit.js, its markup being
//   <web-view src="{{url}}" bindmessage="received" />
//
// A web-view opens registered business domains only, so the kit's domain must be among yours. The kit
// doesn't load WeChat's script, which is what makes wx.miniProgram; so 关闭 leads to the session's
// redirect_url, a page of yours, which loads that script and says:
//   wx.miniProgram.redirectTo({url: '/pages/after/after'})
Page({
  data: {url: ''},

  onLoad(options) {
    // Your server has opened the session, with redirect_url = https://shop.example/mini/after
    const url = decodeURIComponent(options.url || '');
    // The origin check: nothing but the kit is shown. A web-view's messages don't say who has sent
    // them, and come late (on share, back or destroy), so nothing is decided on them.
    if (url.indexOf('https://kit.example/f/') === 0) this.setData({url});
  },

  received(e) {
    const events = e.detail.data.filter(event => event.v === 1);
    console.info('h5kit', events.map(event => event.type).join(' '));
  },

  // Whether the person has authorized, only your server knows: from the push, or by pulling the sid.
  // Whoever holds the phone can make a mini program believe anything.
  onUnload() {
    wx.request({url: 'https://shop.example/api/application', success: answer => getApp().show(answer.data)});
  }
});
