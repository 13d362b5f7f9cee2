export * from "./api";
export * from "./configuration";
export * from "./client";
export * from "./npy";
