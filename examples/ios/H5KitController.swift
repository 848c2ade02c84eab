import UIKit
import WebKit

/// Shows the flow in a WKWebView and calls `onEnd` once.
///
/// Use the event only to choose the next screen. Decide on a loan only after your server's push: the
/// user of a phone can forge anything that an app receives.
final class H5KitController: UIViewController, WKScriptMessageHandler, WKNavigationDelegate {
    private let kit = URL(string: "https://kit.example")!
    private let url: URL
    private var onEnd: (([String: Any]) -> Void)?
    private var granted: [String: Any]?

    init(url: URL, onEnd: @escaping ([String: Any]) -> Void) {
        self.url = url
        self.onEnd = onEnd
        super.init(nibName: nil, bundle: nil)
    }

    @available(*, unavailable)
    required init?(coder: NSCoder) { fatalError("create it with init(url:onEnd:)") }

    override func loadView() {
        let settings = WKWebViewConfiguration()
        settings.userContentController.add(Weak(self), name: "h5kit")
        let view = WKWebView(frame: .zero, configuration: settings)
        view.navigationDelegate = self
        view.load(URLRequest(url: url))
        self.view = view
    }

    func userContentController(_: WKUserContentController, didReceive message: WKScriptMessage) {
        // The origin check: WebKit gives the frame and origin that sent the message.
        let from = message.frameInfo
        guard from.isMainFrame, from.securityOrigin.protocol == kit.scheme,
              from.securityOrigin.host == kit.host,
              let event = message.body as? [String: Any], event["v"] as? Int == 1 else { return }
        switch event["type"] as? String {
        case "success": granted = event
        case "exit": end(event)
        default: break
        }
    }

    override func viewDidDisappear(_ animated: Bool) {
        super.viewDidDisappear(animated)
        // Swiped down, or popped: the page does not notice.
        if isBeingDismissed || isMovingFromParent { tell(["v": 1, "type": "exit", "reason": "back"]) }
    }

    func webView(_: WKWebView, decidePolicyFor action: WKNavigationAction,
                 decisionHandler: @escaping (WKNavigationActionPolicy) -> Void) {
        guard let to = action.request.url else { return decisionHandler(.cancel) }
        if to.scheme == kit.scheme, to.host == kit.host { return decisionHandler(.allow) }
        decisionHandler(.cancel)
        switch to.scheme {
        case "shopapp":
            // 关闭 (close) if the partners' file has app_scheme; works without JavaScript.
            let items = URLComponents(url: to, resolvingAgainstBaseURL: false)?.queryItems ?? []
            end(Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 }))
        case "tel", "https":
            // A carrier's hotline, or its own page for resetting the service password.
            UIApplication.shared.open(to)
        default:
            break
        }
    }

    private func end(_ event: [String: Any]) {
        tell(event)
        dismiss(animated: true)
    }

    /// After success the result is success, however the person leaves.
    private func tell(_ event: [String: Any]) {
        onEnd?(granted ?? event)
        onEnd = nil
    }
}

/// The content controller retains its handlers; this weak one lets the screen be released.
private final class Weak: NSObject, WKScriptMessageHandler {
    private weak var target: WKScriptMessageHandler?

    init(_ target: WKScriptMessageHandler) { self.target = target }

    func userContentController(_ content: WKUserContentController, didReceive message: WKScriptMessage) {
        target?.userContentController(content, didReceive: message)
    }
}
