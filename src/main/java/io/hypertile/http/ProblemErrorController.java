package io.hypertile.http;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers what the servlet container reports as an error. */
@Controller
@Hidden
public final class ProblemErrorController implements ErrorController {
  @RequestMapping("${spring.web.error.path:/error}")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      // A part of an answer has gone out, and the connection is about to be cut.
      return;
    }
    Object reported = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    int status = reported instanceof Integer code && code >= 400 && code < 600 ? code : 404;
    ProblemWriter.write(response, Problem.ofStatus(status, RequestIds.of(request)));
  }
}
