package io.hypertile;

import io.hypertile.backup.BackupCommands;
import io.hypertile.config.HeadStart;
import io.hypertile.config.Help;
import io.hypertile.config.framework.ListedComponents;
import io.hypertile.security.MakeKey;
import io.hypertile.train.Training;
import java.util.OptionalInt;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.annotation.Import;

/**
 * The Hypertile server. Its components are listed, and their groups of settings named beside the
 * configurations that use them: a search would read every class of their packages at every start.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import(ListedComponents.class)
public class HypertileApplication {
  private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

  /**
   * Starts the server, or does what one of the commands asks for: {@code --help}, {@code
   * --version}, {@code --hypertile.make-key}, {@code --hypertile.train}, and those of {@link
   * BackupCommands}.
   *
   * @param args Spring Boot arguments such as {@code --server.port=9000}
   */
  public static void main(String[] args) throws Exception {
    if (System.getProperty(CARRIERS) == null) {
      // One more than there are threads that may wait for the disk while they read a few cells.
      int carriers = Runtime.getRuntime().availableProcessors() + 1;
      System.setProperty(CARRIERS, Integer.toString(carriers));
    }
    OptionalInt status = new BackupCommands(System.getenv(), System.out, System.err).run(args);
    if (status.isPresent()) {
      System.exit(status.getAsInt());
    }
    boolean done =
        Help.run(args, System.out)
            || MakeKey.run(args, System.out)
            || Training.run(args, System.out);
    if (!done) {
      HeadStart.begin();
      SpringApplication.run(HypertileApplication.class, args);
    }
  }
}
