package io.hypertile.reading;

/**
 * What reading has in use at present.
 *
 * @param threads threads that read and decode
 * @param active about how many of them are at work
 * @param queued pieces of work that wait for a thread
 * @param memory bytes of native memory in use for cells on their way
 * @param memoryLimit bytes that all requests together get
 * @param waiting about how many requests wait for such memory
 */
public record ExecutorStatistics(
    int threads, int active, int queued, long memory, long memoryLimit, int waiting) {}
