using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>Reads a request body within its limit and says what is wrong with it.</summary>
internal sealed class RelayRequestReader(IOptions<RelayOptions> options)
{
    public async Task<(RelayRequest? Request, RelayFailure? Failure)> ReadAsync(HttpContext context, DoorDialect door, DoorCall call)
    {
        if (context.Request.Headers.ContentEncoding.Count > 0)
        {
            return (null, new RelayFailure.BadRequest(null, "Compressed request bodies are not accepted.", "不接受压缩的请求体。"));
        }

        var limit = options.Value.MaxRequestBytes;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = null;
        }

        RequestBody? body = null;
        try
        {
            body = await RequestBody.ReadAsync(context.Request, limit, context.RequestAborted);
            if (body is null)
            {
                return (null, new RelayFailure.BodyTooLarge(limit));
            }

            RequestException.Require(
                context.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true || BodyText.IsText(body.Bytes.Span),
                null, "The body is not text in UTF-8.", "请求体不是有效的 UTF-8 文本。");
            return (new RelayRequest(door.Read(call with { ContentType = context.Request.ContentType }, body.Bytes.Span), body), null);
        }
        catch (RequestException exception)
        {
            body?.Dispose();
            return (null, new RelayFailure.BadRequest(exception.Param, exception.Message, exception.MessageZh));
        }
    }
}
