using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Hunyuan;

/// <summary>Reads errors, which come with status 200, also where a stream was asked for, or in the middle of one (vendors/tencent-hunyuan.md, 1.4 and 1.6).</summary>
internal static class HunyuanErrorReader
{
    public static UpstreamError? Read(ReadOnlyMemory<byte> body, string secret)
    {
        try
        {
            using var document = ChatFields.Parse(body);
            var root = ChatFields.Member(document.RootElement, "Response") ?? document.RootElement;
            if ((ChatFields.Member(root, "Error") ?? ChatFields.Member(root, "ErrorMsg")) is not { ValueKind: JsonValueKind.Object } error)
            {
                return null;
            }

            var message = ChatFields.Text(error, "Message") ?? ChatFields.Text(error, "Msg") ?? "The upstream reported an error.";
            return new UpstreamError(KeyParts.Clean(message, secret, '|'), null, null, ChatFields.Member(error, "Code")?.ToString());
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>By the longest beginning of its code that is known: codes have parts.</summary>
    public static UpstreamFault? Judge(UpstreamError? error) => error?.Code switch
    {
        null => null,
        "FailedOperation.EngineServerLimitExceeded" => UpstreamFault.Busy,
        "ResourceInsufficient.ChargeResourceExhaust" or "FailedOperation.FreeResourcePackExhausted" or "FailedOperation.ResourcePackExhausted" or "FailedOperation.UserUnAuthError" => UpstreamFault.Key,
        var code when Is(code, "AuthFailure") || Is(code, "UnauthorizedOperation") || code.StartsWith("FailedOperation.ServiceStop", StringComparison.Ordinal) => UpstreamFault.Key,
        var code when Is(code, "LimitExceeded") || Is(code, "RequestLimitExceeded") => UpstreamFault.Busy,
        var code when Is(code, "InvalidParameter") || Is(code, "InvalidParameterValue") || Is(code, "MissingParameter") || Is(code, "UnknownParameter")
            || Is(code, "UnsupportedOperation") || Is(code, "OperationDenied") => UpstreamFault.Request,
        _ => null,
    };

    private static bool Is(string code, string kind) => code.StartsWith(kind, StringComparison.Ordinal) && (code.Length == kind.Length || code[kind.Length] == '.');
}
