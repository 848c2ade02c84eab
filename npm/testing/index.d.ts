import { Demo } from './demo';
export { messages, number, person, scenarios, textOf } from './contract';
export type { Carrier, Message, Person, Scenario, StepName } from './contract';
export { Demo } from './demo';
export type { Delivery, FlowState, Session } from './demo';
export { H5Flow } from './flow';
export type { CompleteOptions } from './flow';
export { Agreement, Step } from './step';
export type { Root, Values } from './step';
/** `h5kit` is a demo of each worker's own. */
export declare const test: import("@playwright/test").TestType<import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions & object, import("@playwright/test").PlaywrightWorkerArgs & import("@playwright/test").PlaywrightWorkerOptions & {
    h5kit: Demo;
}>;
export { expect } from '@playwright/test';
