using PeppaApi.Data;

namespace PeppaApi.Tokens;

public static class TokensFeature
{
    public static IHostApplicationBuilder AddTokens(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TokenDirectory>();
        builder.Services.AddSingleton<IDataChangeListener>(services => services.GetRequiredService<TokenDirectory>());
        builder.Services.AddSingleton<TokenAuthenticator>();
        builder.Services.AddSingleton<LookupLimiter>();
        builder.Services.AddSingleton<TokenService>();
        builder.Services.AddSingleton<TokenArrivals>();
        builder.Services.AddSingleton<ChatTokens>();
        builder.Services.AddSingleton<TokenSearch>();
        return builder;
    }
}
