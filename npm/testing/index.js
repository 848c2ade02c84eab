"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.expect = exports.test = exports.Step = exports.Agreement = exports.H5Flow = exports.Demo = exports.textOf = exports.scenarios = exports.person = exports.number = exports.messages = void 0;
/** Page objects, scenarios and a demo for `@playwright/test`; docs/testing.md says how. */
const test_1 = require("@playwright/test");
const demo_1 = require("./demo");
var contract_1 = require("./contract");
Object.defineProperty(exports, "messages", { enumerable: true, get: function () { return contract_1.messages; } });
Object.defineProperty(exports, "number", { enumerable: true, get: function () { return contract_1.number; } });
Object.defineProperty(exports, "person", { enumerable: true, get: function () { return contract_1.person; } });
Object.defineProperty(exports, "scenarios", { enumerable: true, get: function () { return contract_1.scenarios; } });
Object.defineProperty(exports, "textOf", { enumerable: true, get: function () { return contract_1.textOf; } });
var demo_2 = require("./demo");
Object.defineProperty(exports, "Demo", { enumerable: true, get: function () { return demo_2.Demo; } });
var flow_1 = require("./flow");
Object.defineProperty(exports, "H5Flow", { enumerable: true, get: function () { return flow_1.H5Flow; } });
var step_1 = require("./step");
Object.defineProperty(exports, "Agreement", { enumerable: true, get: function () { return step_1.Agreement; } });
Object.defineProperty(exports, "Step", { enumerable: true, get: function () { return step_1.Step; } });
/** `h5kit` is a demo of each worker's own. */
exports.test = test_1.test.extend({
    h5kit: [async ({}, use) => {
            const demo = await demo_1.Demo.start();
            await use(demo);
            await demo.stop();
        }, { scope: 'worker', timeout: 120_000 }]
});
var test_2 = require("@playwright/test");
Object.defineProperty(exports, "expect", { enumerable: true, get: function () { return test_2.expect; } });
