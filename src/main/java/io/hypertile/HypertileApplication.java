package io.hypertile;

import io.hypertile.backup.BackupCommands;
import io.hypertile.config.HeadStart;
import io.hypertile.config.Help;
import io.hypertile.security.MakeKey;
import io.hypertile.train.Training;
import java.util.OptionalInt;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationExcludeFilter;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

/**
 * The Hypertile server. The framework wires the packages named here; it reads each of their classes
 * at every start, so that the engines are not among them.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ComponentScan(
    basePackages = {
      "io.hypertile.config",
      "io.hypertile.http",
      "io.hypertile.openapi",
      "io.hypertile.**.web"
    },
    excludeFilters = {
      @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
      @Filter(type = FilterType.CUSTOM, classes = AutoConfigurationExcludeFilter.class)
    })
@ConfigurationPropertiesScan("io.hypertile.config")
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
