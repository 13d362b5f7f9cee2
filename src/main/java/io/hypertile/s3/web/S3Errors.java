package io.hypertile.s3.web;

import io.hypertile.error.ServiceException;
import io.hypertile.http.Problem;
import io.hypertile.http.ProblemForm;
import io.hypertile.http.RequestIds;
import io.hypertile.http.ServedPaths;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.s3.XmlAnswer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Failures as clients of S3 take them: a document of XML, with their own codes and statuses. */
final class S3Errors implements ProblemForm {
  @Override
  public Problem problem(ServiceException failure, HttpServletRequest request) {
    Problem problem = Problem.of(failure, RequestIds.of(request));
    S3Code code = S3Failure.codeOf(failure);
    String message = String.valueOf(problem.members().getOrDefault("detail", code.text()));
    byte[] document =
        XmlAnswer.failure(code, message, ServedPaths.of(request), RequestIds.of(request));
    Map<String, String> headers = new LinkedHashMap<>(problem.headers());
    headers.remove("WWW-Authenticate");
    return new Problem(
        code.status(),
        headers,
        problem.members(),
        Optional.of(new Problem.Form(XmlAnswer.MEDIA_TYPE, document)));
  }
}
