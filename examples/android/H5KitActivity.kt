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
 * Shows the flow in a WebView and ends with its result.
 *
 * The result is for the screen that follows. Lend nothing on it: your server's push is the truth, since
 * whoever holds the phone can make an app believe anything.
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
        // There before the page's scripts run; nothing but the page of the kit is ever loaded.
        view.addJavascriptInterface(Bridge(), "H5KitAndroid")
        view.webViewClient = Gate()
        // Android may have killed the app while the person read an SMS: the same address goes on.
        view.loadUrl(requireNotNull(intent.getStringExtra("url")))
    }

    override fun onBackPressed() = finishWith(JSONObject().put("type", "exit").put("reason", "back"))

    private fun isKit(url: String?): Boolean = url != null && url.startsWith("$kit/")

    /** However the person leaves after success, success is the result. */
    private fun finishWith(event: JSONObject) {
        setResult(RESULT_OK, Intent().putExtra("event", (granted ?: event).toString()))
        finish()
    }

    inner class Bridge {
        /** Called by the page, on a thread of its own. The page never waits for it. */
        @JavascriptInterface
        fun postMessage(json: String) = runOnUiThread {
            // The origin check: every frame of every page in the view could call this.
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
                // A hotline of P4.
                "tel" -> startActivity(Intent(Intent.ACTION_DIAL, url))
                // 关闭, where the partner's file has app_scheme: works without any script.
                "shopapp" -> finishWith(event(url))
                // A carrier's own page for resetting the password.
                "https" -> startActivity(Intent(Intent.ACTION_VIEW, url))
            }
            return true
        }

        private fun event(url: Uri) = JSONObject().apply {
            url.queryParameterNames.forEach { put(it, url.getQueryParameter(it)) }
        }
    }
}
