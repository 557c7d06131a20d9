using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Providers;
using PeppaApi.Tokens;

namespace PeppaApi.Relay;

/// <summary>Steps 1 to 3: authenticate, read, and check what token, model and operator allow. Touches no database.</summary>
internal sealed partial class RelayGate(
    TokenAuthenticator authenticator, RelayRequestReader reader, ChannelSelector selector, PriceBook prices, TimeProvider time, ILogger<RelayGate> logger)
{
    public async Task<(RelayExchange? Exchange, RelayFailure? Failure)> AdmitAsync(HttpContext context, DoorDialect door, DoorCall call)
    {
        var startedAt = time.GetTimestamp();
        var requestId = RequestIds.Assign(context, time, door);

        // :: 1 Authenticate
        var verdict = authenticator.Authenticate(context.Request);
        if (verdict.Caller is not { } caller)
        {
            return (null, new RelayFailure.KeyRefused(verdict.Refusal));
        }

        // :: 2 Read
        var (request, failure) = await reader.ReadAsync(context, door, call);
        if (request is null)
        {
            return (null, failure);
        }

        // :: 3 Limits
        failure = Check(context, caller, request.Parsed.Model, out var price) ?? ModelKinds.Check(call.Operation, price!);
        if (failure is not null)
        {
            request.Dispose();
            return (null, failure);
        }

        request.Parsed.TokensMatter = ModelKinds.HasTokens(price!);
        var exchange = new RelayExchange(context, requestId, startedAt, time)
        {
            Door = door,
            Caller = caller,
            Request = request,
            Price = price!,
            IgnoresLimit = call.Operation is Operation.Chat or Operation.Responses && !request.Parsed.Stream && selector.MayIgnoreLimit(caller.GroupName, request.Parsed.Model),
            MultiplierParts = prices.MultiplierParts(caller.GroupName),
        };
        return (exchange, null);
    }

    private RelayFailure? Check(HttpContext context, Caller caller, string model, out ModelPrice? price)
    {
        price = prices.Find(model);
        var address = context.Connection.RemoteIpAddress;
        if (!caller.Rules.AllowsAddress(address))
        {
            return new RelayFailure.AddressNotAllowed(address?.ToString() ?? "an unknown address");
        }

        if (!caller.Rules.AllowsModel(model))
        {
            return new RelayFailure.ModelNotAllowed(model);
        }

        if (!selector.Offers(caller.GroupName, model))
        {
            return new RelayFailure.NoChannel(caller.GroupName, model);
        }

        if (price is null)
        {
            Log.NotPriced(logger, model);
            return new RelayFailure.ModelNotPriced(model);
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4040, Level = LogLevel.Warning, Message = "Model {Model} is offered by a channel but has no price: refused")]
        public static partial void NotPriced(ILogger logger, string model);
    }
}
