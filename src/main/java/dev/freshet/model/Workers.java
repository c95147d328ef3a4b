package dev.freshet.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs independent tasks on the calling thread and a few helpers.
 *
 * <p>Tasks must not depend on each other's order: results are the same for any number of threads.
 * Helper threads are daemons and end when idle, so nothing needs closing.
 */
final class Workers {
  private static final long IDLE_SECONDS = 5;

  /** One task, run on a thread of the given number, below {@link #threads()}. */
  interface Task {
    void run(int thread, int index);
  }

  private record Helper(AtomicBoolean claimed, Future<?> future) {}

  private final int threads;
  private final ThreadPoolExecutor helpers;

  Workers(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
    this.threads = threads;
    this.helpers = threads == 1 ? null : helpers(threads - 1);
  }

  private static ThreadPoolExecutor helpers(int count) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            runnable -> {
              Thread thread = new Thread(runnable, "freshet-fit");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  int threads() {
    return threads;
  }

  /**
   * Runs tasks 0 … count − 1 and returns when all are done.
   *
   * @throws CancellationException when the calling thread is interrupted
   */
  void run(int count, Task task) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the fit was interrupted");
    }
    AtomicInteger next = new AtomicInteger();
    List<Helper> started = new ArrayList<>();
    for (int thread = 1; thread < threads; thread++) {
      int number = thread;
      AtomicBoolean claimed = new AtomicBoolean();
      Future<?> future =
          helpers.submit(
              () -> {
                if (claimed.compareAndSet(false, true)) {
                  drain(next, count, number, task);
                }
              });
      started.add(new Helper(claimed, future));
    }
    RuntimeException failure = null;
    try {
      drain(next, count, 0, task);
    } catch (RuntimeException e) {
      failure = e;
    }
    next.set(count);
    for (Helper helper : started) {
      // One that waits behind another fit's tasks has nothing left to do here.
      if (!helper.claimed().compareAndSet(false, true)) {
        failure = join(helper.future(), failure);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void drain(AtomicInteger next, int count, int thread, Task task) {
    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      task.run(thread, i);
    }
  }

  private static RuntimeException join(Future<?> helper, RuntimeException failure) {
    boolean interrupted = false;
    RuntimeException result = failure;
    while (true) {
      try {
        helper.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        result =
            e.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException("a fitting thread failed", e.getCause());
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return result;
  }
}
