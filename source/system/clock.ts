/**
Milliseconds on the system's monotonic clock (CLOCK_MONOTONIC on Linux). The origin is the same in every process of one machine, so that times of the engine, the sensors and the screen can be compared; it never jumps with the wall clock.
*/
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
