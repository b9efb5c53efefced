/**
 * Has V8 compile a function to plain machine code when it is first called, instead of interpreting it for a while: a notebook runs most of
 * its code once or twice. For the process of the command line only; it must be imported before the code that it is to concern.
 */
import v8 from 'node:v8';

v8.setFlagsFromString('--always-sparkplug');
v8.setFlagsFromString('--no-lazy-feedback-allocation');
