package io.hypertile.reading;

/**
 * Figures of the resources that reading uses at present.
 *
 * @param threads threads that read and decode
 * @param active about how many of them are at work
 * @param queued pieces of work that wait for a thread
 */
public record ExecutorStatistics(int threads, int active, int queued) {}
