package io.hypertile.reload;

import java.time.Duration;
import java.util.List;

/**
 * A thread that looks at files again and again. It reads them in place of waiting for events of the
 * file system: those do not come from network file systems, and not for what a link leads to.
 */
public final class FileWatch implements AutoCloseable {
  private final List<WatchedFiles> files;
  private final Duration pause;
  private final Thread thread;

  /**
   * Begins to look; without files it does nothing.
   *
   * @param pause time between two looks, of which it takes two until a change counts
   */
  public FileWatch(List<WatchedFiles> files, Duration pause) {
    this.files = List.copyOf(files);
    this.pause = pause;
    this.thread = Thread.ofPlatform().name("hypertile-reload").daemon().unstarted(this::run);
    if (!this.files.isEmpty()) {
      thread.start();
    }
  }

  /** The files. */
  public List<WatchedFiles> files() {
    return files;
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(pause);
        files.forEach(WatchedFiles::look);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the looks; one under way may still be carried out. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
