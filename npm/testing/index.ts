/** Page objects, scenarios and a demo for `@playwright/test`; docs/testing.md explains them. */
import {test as base} from '@playwright/test';
import {Demo} from './demo';

export {messages, number, person, scenarios, textOf} from './contract';
export type {Carrier, Message, Person, Scenario, StepName} from './contract';
export {Demo} from './demo';
export type {Delivery, FlowState, Session} from './demo';
export {H5Flow} from './flow';
export type {CompleteOptions} from './flow';
export {Agreement, Step} from './step';
export type {Root, Values} from './step';

/** The fixture `h5kit` is a running demo, one for each worker. */
export const test = base.extend<object, {h5kit: Demo}>({
  h5kit: [async ({}, use) => {
    const demo = await Demo.start();
    await use(demo);
    await demo.stop();
  }, {scope: 'worker', timeout: 120_000}]
});
export {expect} from '@playwright/test';
