// The pages of the API: swagger-ui over our document, nothing fetched from elsewhere.

const spot = document.getElementById("swagger");
window.SwaggerUIBundle({
  domNode: spot,
  url: spot.dataset.address,
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  docExpansion: "list",
  persistAuthorization: false,
  presets: [window.SwaggerUIBundle.presets.apis],
  supportedSubmitMethods: ["get", "post"],
  validatorUrl: null,
});
