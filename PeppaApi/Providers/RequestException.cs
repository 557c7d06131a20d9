namespace PeppaApi.Providers;

/// <summary>A body that is no request of its dialect, or holds what cannot be carried over into another.</summary>
/// <param name="param">The field at fault, or none for the body as a whole.</param>
public sealed class RequestException(string? param, string message, string messageZh) : Exception(message)
{
    public string? Param { get; } = param;

    public string MessageZh { get; } = messageZh;

    public static void Require(bool condition, string? param, string message, string messageZh)
    {
        if (!condition)
        {
            throw new RequestException(param, message, messageZh);
        }
    }

    /// <summary>Refuses a field that the upstream's dialect has no word for, where the client asks for it.</summary>
    public static void Refuse(bool asked, string param)
    {
        if (asked)
        {
            throw NotCarried(param);
        }
    }

    /// <summary>A field that the upstream's dialect has no word for.</summary>
    public static RequestException NotCarried(string param) => new(
        param,
        $"'{param}' cannot be carried over to the API that serves this model. Leave it out, or ask for a model of this API's own vendor.",
        $"提供该模型的上游接口不支持 {param}，请去掉该字段，或改用本接口原厂的模型。");
}
