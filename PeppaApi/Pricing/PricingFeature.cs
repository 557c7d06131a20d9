using PeppaApi.Data;

namespace PeppaApi.Pricing;

public static class PricingFeature
{
    public static IHostApplicationBuilder AddPricing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PriceBook>();
        builder.Services.AddSingleton<IDataChangeListener>(services => services.GetRequiredService<PriceBook>());
        builder.Services.AddSingleton<PriceBookSeeder>();
        builder.Services.AddSingleton<PriceService>();
        builder.Services.AddSingleton<PriceImport>();
        builder.Services.AddSingleton<ChargeExplainer>();
        return builder;
    }
}
