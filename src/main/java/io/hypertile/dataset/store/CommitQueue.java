package io.hypertile.dataset.store;

import io.hypertile.store.CommitResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Commits that wait for their turn: all that came while the one before was being made are made
 * together, by the thread of one of them. Of several that concern a dataset the first is taken, and
 * the others with the next. Thread-safe.
 */
final class CommitQueue {
  /** Requests with which a group is full, so that the first of it need not wait for ever. */
  private static final int MOST_REQUESTS = 1_024;

  private final Consumer<List<CommitRequest>> committer;
  private final List<CommitRequest> waiting = new ArrayList<>();
  private boolean isBusy;

  /**
   * An empty queue.
   *
   * @param committer makes some, one group at a time, and ends each of them
   */
  CommitQueue(Consumer<List<CommitRequest>> committer) {
    this.committer = committer;
  }

  /** Makes a commit, alone or with others. */
  CommitResult submit(CommitRequest request) {
    List<CommitRequest> group = join(request);
    while (!group.isEmpty()) {
      lead(group);
      group = next(request);
    }
    return request.outcome();
  }

  private void lead(List<CommitRequest> group) {
    try {
      committer.accept(group);
    } catch (RuntimeException | Error e) {
      RuntimeException cause = e instanceof RuntimeException own ? own : new RuntimeException(e);
      group.stream().filter(each -> !each.isDone()).forEach(each -> each.fail(cause));
      if (e instanceof Error error) {
        throw error;
      }
    } finally {
      free();
    }
  }

  private synchronized List<CommitRequest> join(CommitRequest request) {
    waiting.add(request);
    return next(request);
  }

  /** Waits until a request has ended, or it is this thread's turn to make some. */
  private synchronized List<CommitRequest> next(CommitRequest request) {
    boolean wasInterrupted = false;
    while (!request.isDone() && isBusy) {
      try {
        wait();
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    if (request.isDone()) {
      return List.of();
    }
    isBusy = true;
    return take();
  }

  /** Takes requests that have no dataset in common. */
  private List<CommitRequest> take() {
    List<CommitRequest> group = new ArrayList<>();
    Set<String> datasets = new HashSet<>();
    List<CommitRequest> left = new ArrayList<>();
    for (CommitRequest request : waiting) {
      boolean isFree =
          group.size() < MOST_REQUESTS
              && request.datasets().stream().noneMatch(datasets::contains)
              && (group.isEmpty() || !request.isOfAll() && !group.getFirst().isOfAll());
      datasets.addAll(request.datasets());
      (isFree ? group : left).add(request);
    }
    waiting.clear();
    waiting.addAll(left);
    return group;
  }

  /** Runs something when no commit is being made, and lets none begin meanwhile. */
  void alone(Runnable work) {
    synchronized (this) {
      boolean wasInterrupted = false;
      while (isBusy) {
        try {
          wait();
        } catch (InterruptedException e) {
          wasInterrupted = true;
        }
      }
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
      isBusy = true;
    }
    try {
      work.run();
    } finally {
      free();
    }
  }

  private synchronized void free() {
    isBusy = false;
    notifyAll();
  }
}
