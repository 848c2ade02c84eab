package example.shop

import android.annotation.SuppressLint
import android.app.Activity
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.webkit.JavascriptInterface
import android.webkit.WebResourceRequest
import android.webkit.WebView
import android.webkit.WebViewClient
import org.json.JSONObject

/**
 * Shows the flow in a WebView and finishes with its result.
 *
 * Use the result only to choose the next screen. Decide on a loan only after your server's push: the
 * user of a phone can forge anything that an app receives.
 */
class H5KitActivity : Activity() {
    private val kit = "https://kit.example"
    private lateinit var view: WebView
    private var granted: JSONObject? = null

    @SuppressLint("SetJavaScriptEnabled")
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        view = WebView(this)
        setContentView(view)
        view.settings.javaScriptEnabled = true
        // Added before the page's scripts run. The view loads only h5kit's pages.
        view.addJavascriptInterface(Bridge(), "H5KitAndroid")
        view.webViewClient = Gate()
        // If Android killed the app while the person read an SMS, the same address continues the flow.
        view.loadUrl(requireNotNull(intent.getStringExtra("url")))
    }

    override fun onBackPressed() = finishWith(JSONObject().put("type", "exit").put("reason", "back"))

    private fun isKit(url: String?): Boolean = url != null && url.startsWith("$kit/")

    /** After success the result is success, however the person leaves. */
    private fun finishWith(event: JSONObject) {
        setResult(RESULT_OK, Intent().putExtra("event", (granted ?: event).toString()))
        finish()
    }

    inner class Bridge {
        /** Called by the page on a background thread. The page does not wait for it. */
        @JavascriptInterface
        fun postMessage(json: String) = runOnUiThread {
            // The origin check: any frame of any page in the view could call this method.
            if (!isKit(view.url)) return@runOnUiThread
            val event = JSONObject(json)
            if (event.getInt("v") != 1) return@runOnUiThread
            when (event.getString("type")) {
                "success" -> granted = event
                "exit" -> finishWith(event)
            }
        }
    }

    inner class Gate : WebViewClient() {
        override fun shouldOverrideUrlLoading(view: WebView, request: WebResourceRequest): Boolean {
            val url = request.url
            if (isKit(url.toString())) return false
            when (url.scheme) {
                // A carrier's hotline.
                "tel" -> startActivity(Intent(Intent.ACTION_DIAL, url))
                // 关闭 (close) if the partners' file has app_scheme; works without JavaScript.
                "shopapp" -> finishWith(event(url))
                // A carrier's own page for resetting the service password.
                "https" -> startActivity(Intent(Intent.ACTION_VIEW, url))
            }
            return true
        }

        private fun event(url: Uri) = JSONObject().apply {
            url.queryParameterNames.forEach { put(it, url.getQueryParameter(it)) }
        }
    }
}
